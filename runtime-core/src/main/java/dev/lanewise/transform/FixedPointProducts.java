package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Convolutions and products of matrices: exact sums, the integer bias, one rescaling. */
final class FixedPointProducts {

    /** Floats hold every integer up to this one. */
    private static final double EXACT = 1 << 24;

    /** The greatest of bytes without a sign. */
    private static final int BYTE = 0xFF;

    private FixedPointProducts() {}

    /**
     * What stands on the right: integers less their zero points, scales, the largest magnitude of a sum, of all
     * channels or of each, and how many weights of a channel lie side by side.
     */
    private record Factor(Edge centred, float[] scales, double largest, double[] ofEach, int inner) {}

    /**
     * Puts integer sums in the place of {@code product}.
     *
     * @param exact the operator for integers held in floats
     * @param convolution whether scales are multiplied as doubles also where there is one scale for all
     */
    static boolean lower(Graph graph, QuantizedTarget target, Node product, Operator exact, boolean convolution) {
        QuantizedValue x = QuantizedValue.of(product.requireInput(0));
        Edge bias = product.input(2);
        Edge sums = bias == null ? null : integers(bias);
        if (x == null || bias != null && sums == null) {
            return false;
        }
        Factor factor = factor(graph, target.name(), product, x);
        if (factor == null) {
            return false;
        }
        RescaleArithmetic arithmetic = arithmetic(product, x, sums);
        double[] factors = factors(arithmetic, x, factor.scales(), convolution, target.scale());
        Start start = sums == null || product.op() instanceof TransposedConvolution
                ? null
                : start(graph, target, sums, factor, arithmetic, factors);
        if (start != null) {
            String name = target.name();
            Edge centred = x.centred(graph, name, ElementType.FLOAT);
            Edge from = graph.constant(name + ".bias", start.bias());
            Edge sum = graph.add(name + ".sums", exact, centred, start.weights(), from);
            target.rescale(graph, sum, null, arithmetic, start.factors());
            return true;
        }
        Edge sum = sum(graph, target.name(), product, exact, x, factor);
        target.rescale(graph, sum, sums, arithmetic, factors);
        return true;
    }

    private static RescaleArithmetic arithmetic(Node product, QuantizedValue x, @Nullable Edge bias) {
        if (product.op() instanceof MatMul && x.type() != ElementType.UINT8 && isConstant(product.requireInput(1))) {
            return RescaleArithmetic.REAL;
        }
        boolean wide = x.type() == ElementType.INT16
                && (bias == null || bias.tensorType().element() == ElementType.INT64);
        return wide ? RescaleArithmetic.WIDE : RescaleArithmetic.NARROW;
    }

    /** What sums are multiplied by: one factor, or one for each channel. */
    private static double[] factors(
            RescaleArithmetic arithmetic, QuantizedValue x, float[] scales, boolean convolution, float scale) {
        boolean inDoubles = arithmetic == RescaleArithmetic.REAL
                || scales.length > 1
                || convolution && x.type() != ElementType.UINT8;
        return IntStream.range(0, scales.length)
                .mapToDouble(i -> product(x.scale(), scales[i], inDoubles) / scale)
                .toArray();
    }

    /** Sums that fit into floats: what they start from, their weights, and what they are multiplied by. */
    private record Start(Tensor bias, Edge weights, double[] factors) {}

    /**
     * Sums that start from their bias; null where they do not fit into floats. A channel that does not fit, but whose
     * result is the same whatever is added to its bias, gets that result for a bias, no weights, and the factor 1.
     */
    private static @Nullable Start start(
            Graph graph,
            QuantizedTarget target,
            Edge bias,
            Factor factor,
            RescaleArithmetic arithmetic,
            double[] factors) {
        if (!bias.isConstant()) {
            return null;
        }
        double[] values = Numbers.of(bias.requireConstant());
        var floats = new float[values.length];
        var decided = new boolean[values.length];
        for (int i = 0; i < floats.length; i++) {
            double largest = factor.ofEach()[factor.ofEach().length == 1 ? 0 : i];
            decided[i] = !(Math.abs(values[i]) + largest <= EXACT);
            floats[i] = (float) values[i];
            if (decided[i]) {
                double times = factors[factors.length == 1 ? 0 : i];
                boolean narrow = arithmetic != RescaleArithmetic.WIDE
                        && (Math.abs(values[i]) + largest) * Math.max(1, 2 * times) < Integer.MAX_VALUE;
                int least = target.steps(values[i] - largest, arithmetic, times);
                if (!narrow || least != target.steps(values[i] + largest, arithmetic, times)) {
                    return null;
                }
                floats[i] = least;
            }
        }
        Tensor start = Tensor.of(floats, floats.length);
        if (IntStream.range(0, floats.length).noneMatch(i -> decided[i])) {
            return new Start(start, factor.centred(), factors);
        }
        Tensor weights = factor.centred().requireConstant();
        float[] kept = weights.floats().clone();
        for (int i = 0; i < kept.length; i++) {
            kept[i] = decided[i / factor.inner() % decided.length] ? 0 : kept[i];
        }
        Edge right = graph.constant(target.name() + ".keptWeights", Tensor.of(kept, weights.shape()));
        return new Start(
                start,
                right,
                IntStream.range(0, floats.length)
                        .mapToDouble(i -> decided[i] ? 1 : factors[factors.length == 1 ? 0 : i])
                        .toArray());
    }

    /** Whether these are weights: TFLite's FULLY_CONNECTED scales in doubles, BATCH_MATMUL does not. */
    private static boolean isConstant(Edge factor) {
        Node node = factor.producer();
        return node != null && node.requireInput(0).isConstant();
    }

    /** Sums without a bias. */
    private static Edge sum(Graph graph, String name, Node product, Operator exact, QuantizedValue x, Factor factor) {
        double lower = factor.largest() * BYTE / -QuantizedValue.least(ElementType.INT16);
        if (x.type() == ElementType.INT16 && x.zero() == 0 && lower <= EXACT) {
            return inHalves(graph, name, exact, x, factor);
        }
        boolean fits = product.op() instanceof TransposedConvolution || factor.largest() <= EXACT;
        ElementType type = fits ? ElementType.FLOAT : ElementType.DOUBLE;
        Edge right = fits
                ? factor.centred()
                : graph.add(name + ".wideFactor", new Cast(ElementType.DOUBLE), factor.centred());
        return graph.add(name + ".sums", exact, x.centred(graph, name, type), right);
    }

    /** Upper and lower bytes apart: the sums of each fit into floats, their sum into a double. */
    private static Edge inHalves(Graph graph, String name, Operator exact, QuantizedValue x, Factor factor) {
        Edge upper = x.floats(graph, name + ".upper", q -> q >> 8);
        Edge lower = x.floats(graph, name + ".lower", q -> (q & BYTE) - x.zero());
        Edge upperSum = graph.add(name + ".upperSums", exact, upper, factor.centred());
        Edge lowerSum = graph.add(name + ".lowerSums", exact, lower, factor.centred());
        Edge high = graph.add(name + ".high", new Cast(ElementType.DOUBLE), upperSum);
        Edge low = graph.add(name + ".low", new Cast(ElementType.DOUBLE), lowerSum);
        Edge by = graph.constant(name + ".by", Tensor.of(new double[] {BYTE + 1}, 1));
        Edge shifted = graph.add(name + ".shifted", new Binary(BinaryFunction.MUL), high, by);
        return graph.add(name + ".sums", new Binary(BinaryFunction.ADD), shifted, low);
    }

    private static double product(float a, float b, boolean inDoubles) {
        return inDoubles ? (double) a * b : a * b;
    }

    /** The integers of a bias, INT32 or INT64; null where it is real. */
    private static @Nullable Edge integers(Edge bias) {
        Node node = bias.producer();
        return node != null && node.op() instanceof Dequantize && node.input(2) == null ? node.requireInput(0) : null;
    }

    private static @Nullable Factor factor(Graph graph, String name, Node product, QuantizedValue x) {
        Edge edge = product.requireInput(1);
        Node node = edge.producer();
        if (node == null || !(node.op() instanceof Dequantize(int axis, int block)) || block != 0) {
            return null;
        }
        Tensor integers = node.requireInput(0).constant();
        if (integers == null) {
            QuantizedValue value = QuantizedValue.of(edge);
            if (value == null || !(product.op() instanceof MatMul m)) {
                return null;
            }
            long depth = edge.shape().isRanked() ? edge.shape().dim(m.transposeB() ? -1 : -2) : -1;
            double largest = depth < 0 ? Double.POSITIVE_INFINITY : (double) depth * value.magnitude() * x.magnitude();
            Edge centred = value.centred(graph, name + ".factor", ElementType.FLOAT);
            return new Factor(centred, new float[] {value.scale()}, largest, new double[] {largest}, 1);
        }
        float[] scales = Fusion.floats(node.requireInput(1));
        Edge zero = node.input(2);
        if (scales == null || integers.rank() < 2 || zero != null && !zero.isConstant()) {
            return null;
        }
        int channels = channels(product.op(), integers.rank());
        boolean several = scales.length > 1;
        if (several && (axis < 0 ? axis + integers.rank() : axis) != channels) {
            return null;
        }
        double[] zeros = zero == null ? new double[1] : Numbers.of(zero.requireConstant());
        return centred(graph, name, integers, channels, zeros, scales, x);
    }

    /** The axis of the weights that the output's channels are. */
    private static int channels(Operator op, int rank) {
        return switch (op) {
            case MatMul m -> rank - (m.transposeB() ? 2 : 1);
            case TransposedConvolution t -> 1;
            default -> 0;
        };
    }

    private static Factor centred(
            Graph graph, String name, Tensor integers, int channels, double[] zeros, float[] scales, QuantizedValue x) {
        int inner = 1;
        for (int i = channels + 1; i < integers.rank(); i++) {
            inner *= (int) integers.dim(i);
        }
        double[] values = Numbers.of(integers);
        var floats = new float[values.length];
        int count = (int) integers.dim(channels);
        var positive = new double[count];
        var negative = new double[count];
        for (int i = 0; i < values.length; i++) {
            int channel = i / inner % count;
            floats[i] = (float) (values[i] - zeros[zeros.length == 1 ? 0 : channel]);
            (floats[i] > 0 ? positive : negative)[channel] += Math.abs(floats[i]);
        }
        double least = x.zero() - (double) QuantizedValue.least(x.type());
        double greatest = QuantizedValue.greatest(x.type()) - (double) x.zero();
        var ofEach = new double[count];
        for (int c = 0; c < count; c++) {
            ofEach[c] = Math.max(
                    positive[c] * greatest + negative[c] * least, positive[c] * least + negative[c] * greatest);
        }
        double largest = Arrays.stream(ofEach).max().orElse(0);
        Edge centred = graph.constant(name + ".weights", Tensor.of(floats, integers.shape()));
        return new Factor(centred, scales, largest, ofEach, inner);
    }
}
