package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.transform.Pipeline;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a graph that works on channels last, as TFLite's do, into one that works on channels first: transpositions back
 * move behind the operators that read them, where they meet others and cancel.
 */
final class ChannelsFirstOrder {

    private ChannelsFirstOrder() {}

    static void apply(Graph graph) {
        Pipeline.sinkToChannelsLast(graph);
        for (Node node : graph.sorted()) {
            Edge input = node.inputCount() == 0 ? null : node.input(0);
            if (input != null && input.isConstant() && !graph.outputs().contains(node.output())) {
                fold(graph, node, input.requireConstant());
            }
        }
        graph.removeDead();
    }

    private static void fold(Graph graph, Node node, Tensor value) {
        Tensor folded = switch (node.op()) {
            case Transpose(var permutation) when value.type().entries() == 1 -> Permutations.apply(value, permutation);
            case Unsqueeze(var axes) ->
                value.reshape(unsqueezed(value, axes.stream().boxed().toList()));
            default -> null;
        };
        if (folded != null) {
            graph.replace(node.output(), graph.constant(node.output().name(), folded));
        }
    }

    private static long[] unsqueezed(Tensor value, List<Integer> axes) {
        int rank = value.rank() + axes.size();
        var dims = new ArrayList<Long>();
        int next = 0;
        for (int i = 0; i < rank; i++) {
            dims.add(axes.contains(i) || axes.contains(i - rank) ? 1 : value.dim(next++));
        }
        return dims.stream().mapToLong(Long::longValue).toArray();
    }
}
