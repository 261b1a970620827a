package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Folds constant factors and summands by channel behind convolutions and products of matrices, such as batch
 * normalisation, into their weights and bias: what stands between would be rounded once more. Transpositions of images
 * may lie between.
 */
final class FoldChannels {

    private FoldChannels() {}

    static void apply(Graph graph) {
        for (Node node : graph.sorted()) {
            Node current = node;
            while (current != null) {
                current = WeightMatrix.of(current) == null || !hasBias(current.op()) ? null : fold(graph, current);
            }
        }
    }

    private static boolean hasBias(Object op) {
        return op instanceof Convolution || op instanceof MatMul;
    }

    /** Folds what comes next, and gives the node that takes the place of {@code node}; null when nothing does. */
    private static @Nullable Node fold(Graph graph, Node node) {
        Edge edge = node.output();
        boolean last = true;
        Node next = Unit.onlyConsumer(graph, edge);
        while (next != null && next.op() instanceof Transpose t) {
            int rank = t.permutation().size();
            if (rank < 3 || !t.equals(last ? Transpose.toChannelsFirst(rank) : Transpose.toChannelsLast(rank))) {
                return null;
            }
            last = !last;
            edge = next.output();
            next = Unit.onlyConsumer(graph, edge);
        }
        if (next == null) {
            return null;
        }
        WeightMatrix weights = java.util.Objects.requireNonNull(WeightMatrix.of(node));
        Affine affine = affine(next, edge, last, weights.rows());
        Edge bias = node.input(2);
        if (affine == null || bias != null && !isFloatConstant(bias) || node.input(3) != null) {
            return null;
        }
        graph.replace(next.output(), edge);
        graph.remove(next);
        cancel(graph, edge);
        return rewrite(graph, node, weights, bias, affine);
    }

    /** {@code x * scale + shift} by channel. */
    private record Affine(float[] scale, float[] shift) {}

    private static @Nullable Affine affine(Node node, Edge product, boolean last, int channels) {
        float[] ones = filled(channels, 1);
        float[] zeros = filled(channels, 0);
        if (node.op() instanceof ChannelAffine && last) {
            float[] scale = perChannel(node.requireInput(1), true, channels);
            float[] shift = perChannel(node.requireInput(2), true, channels);
            return scale == null || shift == null ? null : new Affine(scale, shift);
        }
        if (!(node.op() instanceof Binary(BinaryFunction f))) {
            return null;
        }
        boolean swapped = node.requireInput(1) == product;
        Edge constant = node.requireInput(swapped ? 0 : 1);
        int rank = product.shape().isRanked() ? product.shape().rank() : 0;
        boolean fits = isFloatConstant(constant) && constant.requireConstant().rank() <= rank;
        float[] values = fits ? perChannel(constant, last, channels, rank) : null;
        if (values == null) {
            return null;
        }
        return switch (f) {
            case ADD -> new Affine(ones, values);
            case MUL -> new Affine(values, zeros);
            case SUB -> swapped ? null : new Affine(ones, mapped(values, true));
            case DIV -> swapped ? null : new Affine(mapped(values, false), zeros);
            default -> null;
        };
    }

    private static float[] filled(int count, float value) {
        var values = new float[count];
        Arrays.fill(values, value);
        return values;
    }

    private static float[] mapped(float[] values, boolean negate) {
        var mapped = new float[values.length];
        for (int i = 0; i < mapped.length; i++) {
            mapped[i] = negate ? -values[i] : 1 / values[i];
        }
        return mapped;
    }

    private static float @Nullable [] perChannel(Edge edge, boolean last, int channels) {
        return isFloatConstant(edge) ? perChannel(edge, last, channels, 1) : null;
    }

    /** The constant by channel of a tensor of {@code rank} dimensions with which it is broadcast. */
    private static float @Nullable [] perChannel(Edge edge, boolean last, int channels, int rank) {
        Tensor constant = edge.requireConstant();
        if (constant.size() == 1) {
            return filled(channels, constant.floats()[0]);
        }
        int axis = (last ? rank - 1 : 1) - (rank - constant.rank());
        boolean along = axis >= 0 && constant.dim(axis) == channels && constant.size() == channels;
        return along ? constant.floats() : null;
    }

    private static boolean isFloatConstant(Edge edge) {
        return edge.isConstant() && edge.requireConstant().type() == ElementType.FLOAT;
    }

    /** Removes a transposition to channels last, and back, that nothing is left between. */
    private static void cancel(Graph graph, Edge edge) {
        Node back = Unit.onlyConsumer(graph, edge);
        Node there = edge.producer();
        if (there != null
                && back != null
                && there.op() instanceof Transpose a
                && back.op() instanceof Transpose b
                && a.inverse().equals(b)) {
            graph.replace(back.output(), there.requireInput(0));
            graph.remove(back);
            if (there.output().consumers().isEmpty()) {
                graph.remove(there);
            }
        }
    }

    private static Node rewrite(Graph graph, Node node, WeightMatrix weights, @Nullable Edge bias, Affine affine) {
        float[] values = weights.values().clone();
        float[] shift = affine.shift().clone();
        float[] old = bias == null
                ? new float[weights.rows()]
                : bias.requireConstant().floats();
        for (int row = 0; row < weights.rows(); row++) {
            float scale = affine.scale()[row];
            for (int i = row * weights.columns(); i < (row + 1) * weights.columns(); i++) {
                values[i] *= scale;
            }
            shift[row] += old[old.length == 1 ? 0 : row] * scale;
        }
        Edge given = node.requireInput(1);
        var inputs = new ArrayList<@Nullable Edge>(node.inputs().subList(0, 1));
        inputs.add(graph.constant(given.name(), weights.with(values).tensor()));
        inputs.add(graph.constant(bias == null ? node.name() + ".bias" : bias.name(), Tensor.of(shift, shift.length)));
        return graph.substitute(node, node.op(), inputs);
    }
}
