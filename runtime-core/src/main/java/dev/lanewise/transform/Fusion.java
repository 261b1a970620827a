package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions that fusions ask. */
final class Fusion {

    private Fusion() {}

    /** The node that makes input {@code index}, when nothing else reads that; null otherwise. */
    static @Nullable Node onlyProducer(Node node, int index) {
        Edge input = node.input(index);
        return input != null && input.producer() != null && input.consumers().size() == 1 ? input.producer() : null;
    }

    /** The inputs of a node with another one at {@code index}. */
    static List<@Nullable Edge> inputsWith(Node node, int index, Edge input) {
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        while (inputs.size() <= index) {
            inputs.add(null);
        }
        inputs.set(index, input);
        return inputs;
    }

    /** Whether an edge is read once, by a node of this graph, and is no output of it. */
    static boolean isPrivate(Graph graph, Edge edge) {
        return edge.consumers().size() == 1 && !graph.outputs().contains(edge);
    }

    /** The elements of a FLOAT constant. */
    static float @Nullable [] floats(Edge edge) {
        Tensor constant = edge.constant();
        return constant != null && constant.type() == ElementType.FLOAT ? constant.floats() : null;
    }

    /** The elements of a FLOAT constant that varies along its last axis at most. */
    static float @Nullable [] perChannel(Edge edge) {
        float[] values = floats(edge);
        if (values == null) {
            return null;
        }
        Tensor constant = edge.requireConstant();
        boolean last = constant.rank() > 0 && constant.dim(constant.rank() - 1) == values.length;
        return values.length == 1 || last ? values : null;
    }

    /** The number of a constant FLOAT scalar, of one element; NaN for everything else. */
    static double scalar(Edge edge) {
        float[] values = floats(edge);
        return values != null && values.length == 1 ? values[0] : Double.NaN;
    }

    /** What {@code sum} adds to the constant {@code value}; null when it is no such sum. */
    static @Nullable Edge summandBeside(Edge sum, double value) {
        Node node = sum.producer();
        if (node == null || !(node.op() instanceof Binary(BinaryFunction f)) || f != BinaryFunction.ADD) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            if (Math.abs(scalar(node.requireInput(i)) - value) <= 1e-6 * Math.abs(value)) {
                return node.requireInput(1 - i);
            }
        }
        return null;
    }
}
