package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A multi-head attention spelt out in a graph: products that make queries, keys and values, each split into heads by a
 * Reshape to {@code [batch, tokens, heads, size]}, softmax between two products of activations, and the product behind the
 * heads put side by side again.
 *
 * @param made the products of queries, keys and values
 * @param splits the Reshape of each of them
 * @param merge the Reshape that puts heads side by side
 * @param read the product behind
 * @param size numbers of a head
 */
record AttentionHeads(List<Node> made, List<Node> splits, Node merge, Node read, int heads, int size) {

    /** A product of constant weights, and the Reshape that splits what it makes into heads. */
    private record Source(Node product, Node split) {}

    /** All of a graph, producers first. */
    static List<AttentionHeads> in(Graph graph) {
        var found = new ArrayList<AttentionHeads>();
        for (Node node : graph.sorted()) {
            AttentionHeads attention = node.op() instanceof Softmax ? around(node) : null;
            if (attention != null) {
                found.add(attention);
            }
        }
        return found;
    }

    private static @Nullable AttentionHeads around(Node softmax) {
        Node mix = onlyConsumer(softmax);
        Node scores = scores(softmax);
        if (mix == null || !isOfActivations(mix) || scores == null) {
            return null;
        }
        Node merge = mix;
        Node read = onlyConsumer(mix);
        while (read != null && isMovement(read)) {
            merge = read;
            read = onlyConsumer(read);
        }
        var sources = new ArrayList<Source>();
        for (Edge edge : List.of(scores.requireInput(0), scores.requireInput(1), mix.requireInput(1))) {
            Source source = source(edge);
            if (source == null) {
                return null;
            }
            sources.add(source);
        }
        int[] split = lastTwo(sources.getFirst().split());
        if (read == null || !(merge.op() instanceof Reshape || merge.op() instanceof Reshape.To) || split == null) {
            return null;
        }
        WeightLayer behind = WeightLayer.of(read);
        int width = split[0] * split[1];
        boolean alike = sources.stream()
                .allMatch(source -> Arrays.equals(split, lastTwo(source.split()))
                        && WeightLayer.of(source.product()) instanceof WeightLayer layer
                        && layer.outputs() == width);
        return alike && behind != null && behind.depth() == width
                ? new AttentionHeads(
                        sources.stream().map(Source::product).toList(),
                        sources.stream().map(Source::split).toList(),
                        merge,
                        read,
                        split[0],
                        split[1])
                : null;
    }

    private static @Nullable Node onlyConsumer(Node node) {
        List<Node> consumers = node.output().consumers();
        List<Node> readers = consumers.stream()
                .filter(reader -> !(reader.op() instanceof dev.lanewise.op.shape.ShapeOf))
                .toList();
        return readers.size() == 1 ? readers.getFirst() : null;
    }

    private static boolean isOfActivations(Node node) {
        return node.op() instanceof MatMul
                && !node.requireInput(0).isConstant()
                && !node.requireInput(1).isConstant();
    }

    private static boolean isMovement(Node node) {
        return node.op() instanceof Reshape
                || node.op() instanceof Reshape.To
                || node.op() instanceof Transpose
                || node.op() instanceof Identity;
    }

    /** The product of queries and keys before {@code softmax}, behind scales and masks. */
    private static @Nullable Node scores(Node softmax) {
        Node node = softmax.requireInput(0).producer();
        while (node != null && node.op() instanceof Binary) {
            Node first = node.requireInput(0).producer();
            Node second = node.requireInput(1).producer();
            node = first != null && (first.op() instanceof Binary || isOfActivations(first)) ? first : second;
        }
        return node != null && isOfActivations(node) ? node : null;
    }

    private static @Nullable Source source(Edge edge) {
        Node split = null;
        Node node = edge.producer();
        while (node != null && (isMovement(node) || isScale(node))) {
            split = node.op() instanceof Reshape || node.op() instanceof Reshape.To ? node : split;
            Edge next = node.requireInput(node.requireInput(0).isConstant() ? 1 : 0);
            node = next.producer();
        }
        return node != null && split != null && WeightLayer.of(node) != null ? new Source(node, split) : null;
    }

    private static boolean isScale(Node node) {
        return node.op() instanceof Binary
                && node.inputs().stream()
                        .anyMatch(input -> input != null
                                && input.isConstant()
                                && input.requireConstant().size() == 1);
    }

    /** The last two of the four extents that a Reshape makes, where they are constant. */
    private static int @Nullable [] lastTwo(Node reshape) {
        long[] heads = extent(reshape, 2);
        long[] size = extent(reshape, 3);
        boolean known = heads != null && size != null && heads[0] > 0 && size[0] > 0;
        return known && heads != null && size != null ? new int[] {(int) heads[0], (int) size[0]} : null;
    }

    /** One of the extents that a Reshape is asked for; null when it is no constant, or a later one. */
    private static long @Nullable [] extent(Node reshape, int axis) {
        if (reshape.op() instanceof Reshape.To(Ints dims)) {
            return axis < dims.size() ? new long[] {dims.get(axis)} : null;
        }
        Edge shape = reshape.requireInput(1);
        if (shape.isConstant()) {
            long[] dims = shape.requireConstant().longs();
            return axis < dims.length ? new long[] {dims[axis]} : null;
        }
        Edge part = part(reshape, axis);
        return part != null ? part.requireConstant().longs() : null;
    }

    /** The constant that a Concat puts at {@code axis} of the shape; null when there is none. */
    private static @Nullable Edge part(Node reshape, int axis) {
        Node concat = reshape.requireInput(1).producer();
        boolean single = concat != null
                && concat.op() instanceof Concat
                && concat.inputCount() > axis
                && concat.requireInput(axis).isConstant()
                && concat.requireInput(axis).tensorType().element() == ElementType.INT64;
        return single
                        && concat != null
                        && concat.requireInput(axis).requireConstant().size() == 1
                ? concat.requireInput(axis)
                : null;
    }

    /** Leaves of a graph's heads those numbered {@code kept} alone. */
    void keep(Graph graph, int[] kept) {
        int[] channels = Arrays.stream(kept)
                .flatMap(head -> IntStream.range(head * size, (head + 1) * size))
                .toArray();
        for (Node product : made) {
            MatMul op = (MatMul) product.op();
            shrink(graph, product, WeightLayer.WEIGHTS, op.transposeB() ? 0 : 1, channels);
            if (product.input(2) != null) {
                shrink(graph, product, 2, 0, channels);
            }
        }
        shrink(graph, read, WeightLayer.WEIGHTS, ((MatMul) read.op()).transposeB() ? 1 : 0, channels);
        for (Node node : graph.sorted()) {
            if (splits.contains(node)) {
                resize(graph, node, kept.length);
            } else if (node == merge) {
                resize(graph, node, channels.length);
            } else {
                Graph.infer(node);
            }
        }
    }

    private static void shrink(Graph graph, Node node, int input, int axis, int[] kept) {
        Edge edge = node.requireInput(input);
        Tensor smaller = ChannelRemoval.slice(edge.requireConstant(), axis, kept);
        graph.setInput(node, input, graph.constant(edge.name(), smaller));
    }

    /** Asks a Reshape for another extent of axis 2 where it does not take what is left over. */
    private static void resize(Graph graph, Node reshape, int extent) {
        long[] old = extent(reshape, 2);
        if (old == null || old[0] <= 0) {
            Graph.infer(reshape);
        } else if (reshape.op() instanceof Reshape.To(Ints dims)) {
            int[] changed = dims.stream().toArray();
            changed[2] = extent;
            graph.substitute(reshape, Reshape.To.of(changed), reshape.inputs());
        } else {
            Edge shape = reshape.requireInput(1);
            Edge part = part(reshape, 2);
            if (shape.isConstant()) {
                long[] changed = shape.requireConstant().longs().clone();
                changed[2] = extent;
                graph.setInput(reshape, 1, graph.constant(shape.name(), Tensor.of(changed, changed.length)));
            } else if (part != null && shape.producer() instanceof Node concat) {
                graph.setInput(concat, 2, graph.constant(part.name(), Tensor.of(new long[] {extent}, 1)));
                Graph.infer(concat);
            }
            Graph.infer(reshape);
        }
    }
}
