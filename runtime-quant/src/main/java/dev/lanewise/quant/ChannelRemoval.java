package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Takes channels out of a graph, in place. */
final class ChannelRemoval {

    private final ChannelFlow flow;
    private final boolean[] removed;

    /** @param removed by root of a unit, whether it goes */
    ChannelRemoval(ChannelFlow flow, boolean[] removed) {
        this.flow = flow;
        this.removed = removed;
    }

    /** The indices along an axis that stay. */
    int[] kept(int[] along) {
        return IntStream.range(0, along.length)
                .filter(i ->
                        along[i] == ChannelUnits.NONE || !removed[flow.units().root(along[i])])
                .toArray();
    }

    void apply(Graph graph) {
        List<Node> order = graph.sorted();
        shrinkConstants(graph);
        for (Node node : order) {
            switch (node.op()) {
                case Convolution op when op.groups() > 1 -> regroup(graph, node, op);
                case Reshape.To(Ints dims) -> reshape(graph, node, dims);
                case Reshape op when node.requireInput(1).isConstant() -> reshape(graph, node);
                default -> Graph.infer(node);
            }
        }
    }

    private void shrinkConstants(Graph graph) {
        var shrunk = new HashMap<Edge, Tensor>();
        var done = new HashMap<Edge, Map<Integer, Boolean>>();
        for (ChannelAxes.Cut cut : flow.axes().cuts()) {
            Edge constant = cut.constant();
            int[] kept = kept(cut.units());
            boolean first =
                    done.computeIfAbsent(constant, key -> new HashMap<>()).put(cut.axis(), true) == null;
            if (first && kept.length < cut.units().length) {
                Tensor now = shrunk.getOrDefault(constant, constant.requireConstant());
                shrunk.put(constant, slice(now, cut.axis(), kept));
            }
        }
        shrunk.forEach((old, tensor) -> {
            Edge smaller = graph.constant(old.name(), tensor);
            for (Node reader : List.copyOf(old.consumers())) {
                graph.setInput(reader, reader.inputs().indexOf(old), smaller);
            }
        });
    }

    /** The slices {@code kept} of a tensor along an axis. */
    static Tensor slice(Tensor tensor, int axis, int[] kept) {
        long[] shape = tensor.shape();
        int inner = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            inner *= Math.toIntExact(shape[i]);
        }
        int extent = Math.toIntExact(shape[axis]);
        float[] from = tensor.floats();
        int outer = from.length / (extent * inner);
        var to = new float[outer * kept.length * inner];
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < kept.length; i++) {
                System.arraycopy(from, (o * extent + kept[i]) * inner, to, (o * kept.length + i) * inner, inner);
            }
        }
        shape[axis] = kept.length;
        return Tensor.of(to, shape);
    }

    private static void regroup(Graph graph, Node node, Convolution op) {
        int groups = Math.toIntExact(node.requireInput(0).shape().dim(-1)
                / node.requireInput(WeightLayer.WEIGHTS).shape().dim(1));
        if (groups == op.groups()) {
            Graph.infer(node);
        } else {
            graph.substitute(node, new Convolution(op.window(), groups, op.epilogue(), op.exact()), node.inputs());
        }
    }

    private void reshape(Graph graph, Node node, Ints dims) {
        long[] wanted = dims.stream().asLongStream().toArray();
        long[] now = extents(node, wanted);
        if (java.util.Arrays.equals(wanted, now)) {
            Graph.infer(node);
        } else {
            graph.substitute(node, new Reshape.To(Ints.of(now)), List.of(node.requireInput(0)));
        }
    }

    private void reshape(Graph graph, Node node) {
        Edge shape = node.requireInput(1);
        long[] wanted = shape.requireConstant().longs().clone();
        long[] now = extents(node, wanted);
        if (!java.util.Arrays.equals(wanted, now)) {
            graph.setInput(node, 1, graph.constant(shape.name(), Tensor.of(now, now.length)));
        }
        Graph.infer(node);
    }

    /** What a shape that was asked for becomes, axes that shrink having their new extents. */
    private long[] extents(Node node, long[] wanted) {
        var now = wanted.clone();
        flow.axes().of(node.output()).forEach((axis, along) -> {
            if (now[axis] > 0) {
                now[axis] = kept(along).length;
            }
        });
        return now;
    }
}
