package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Cross-layer equalisation (Nagel et al. 2019): between two products with nothing but what is positively homogeneous by
 * channel, the first's channels are divided and the second's multiplied, so that both have their largest weights at the
 * geometric mean of what they were.
 */
final class Equalisation {

    private static final int MOST_ROUNDS = 10;

    /** Once no factor is further from 1 than this, it is done. */
    private static final double CLOSE = 0.01;

    private Equalisation() {}

    static void apply(Graph graph) {
        boolean changed = true;
        for (int round = 0; changed && round < MOST_ROUNDS; round++) {
            changed = false;
            for (Node first : graph.sorted()) {
                Node second = isProduct(first) ? successor(graph, first) : null;
                changed |= second != null && equalise(graph, first, second);
            }
        }
    }

    private static boolean isProduct(Node node) {
        boolean product = node.op() instanceof Convolution || node.op() instanceof MatMul m && !m.transposeA();
        return product && node.input(3) == null && WeightMatrix.of(node) != null;
    }

    /** The product that alone reads what {@code first} makes, channel by channel; null when there is none. */
    private static @Nullable Node successor(Graph graph, Node first) {
        Node next = Unit.onlyConsumer(graph, first.output());
        while (next != null && keepsChannels(next)) {
            next = Unit.onlyConsumer(graph, next.output());
        }
        return next != null && isProduct(next) ? next : null;
    }

    private static boolean keepsChannels(Node node) {
        return switch (node.op()) {
            case Unary u -> u.equals(Unary.relu());
            case MaxPool p -> node.outputs().size() == 1;
            case AveragePool p -> true;
            case GlobalPool(var function, int p) -> function != GlobalPool.Function.LP;
            case Transpose t -> {
                int rank = t.permutation().size();
                yield rank > 2
                        && (t.equals(Transpose.toChannelsFirst(rank)) || t.equals(Transpose.toChannelsLast(rank)));
            }
            default -> false;
        };
    }

    private static boolean equalise(Graph graph, Node first, Node second) {
        WeightMatrix made = WeightMatrix.of(first);
        WeightMatrix read = WeightMatrix.of(second);
        Edge bias = first.input(2);
        boolean known = bias == null
                || bias.isConstant()
                        && bias.requireConstant().type() == ElementType.FLOAT
                        && bias.requireConstant().rank() == 1;
        int groups = second.op() instanceof Convolution c ? c.groups() : 1;
        if (made == null || read == null || !known || read.depth() * groups != made.rows()) {
            return false;
        }
        float[] left = made.values();
        float[] shift =
                bias == null ? new float[0] : bias.requireConstant().floats().clone();
        boolean changed = false;
        for (int channel = 0; channel < made.rows(); channel++) {
            double before = largest(left, channel * made.columns(), made.columns());
            double behind = largest(read, groups, channel);
            if (before == 0 || behind == 0) {
                continue;
            }
            float factor = (float) Math.sqrt(behind / before);
            changed |= Math.abs(factor - 1) > CLOSE;
            for (int i = channel * made.columns(); i < (channel + 1) * made.columns(); i++) {
                left[i] *= factor;
            }
            if (shift.length > 0) {
                shift[channel] *= factor;
            }
            scale(read, groups, channel, 1 / factor);
        }
        if (changed) {
            put(graph, first, made);
            put(graph, second, read);
            if (bias != null) {
                graph.setInput(first, 2, graph.constant(bias.name(), Tensor.of(shift, shift.length)));
            }
        }
        return changed;
    }

    private static double largest(float[] values, int from, int count) {
        double largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    /** The largest weight by which input channel {@code channel} is multiplied. */
    private static double largest(WeightMatrix matrix, int groups, int channel) {
        int rows = matrix.rows() / groups;
        int group = channel / matrix.depth();
        double largest = 0;
        for (int row = group * rows; row < (group + 1) * rows; row++) {
            largest = Math.max(largest, largest(matrix.values(), at(matrix, row, channel), matrix.taps()));
        }
        return largest;
    }

    private static void scale(WeightMatrix matrix, int groups, int channel, float factor) {
        int rows = matrix.rows() / groups;
        int group = channel / matrix.depth();
        for (int row = group * rows; row < (group + 1) * rows; row++) {
            int from = at(matrix, row, channel);
            for (int i = from; i < from + matrix.taps(); i++) {
                matrix.values()[i] *= factor;
            }
        }
    }

    /** Where the weights begin by which a row multiplies an input channel of its group. */
    private static int at(WeightMatrix matrix, int row, int channel) {
        return row * matrix.columns() + channel % matrix.depth() * matrix.taps();
    }

    private static void put(Graph graph, Node node, WeightMatrix matrix) {
        Edge old = node.requireInput(matrix.input());
        graph.setInput(node, matrix.input(), graph.constant(old.name(), matrix.tensor()));
    }
}
