package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.kernel.RescaleKernels;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.quantize.Lookup;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Integers that a Quantize makes, ties rounded away from zero, of real numbers that are clipped to a range.
 *
 * @param node the Quantize
 * @param real the real numbers before they are clipped
 */
record QuantizedTarget(Node node, Edge real, ElementType type, float scale, int zero, int low, int high) {

    /** What {@code node} makes; null where it is no such Quantize. */
    static @Nullable QuantizedTarget of(Graph graph, Node node) {
        if (!(node.op() instanceof Quantize op) || op.rounding() != QuantizeRounding.AWAY) {
            return null;
        }
        float[] scale = Fusion.floats(node.requireInput(1));
        Edge zero = node.input(2);
        boolean fits = op.to().isInteger() && op.to().bits() <= 32;
        if (scale == null || scale.length != 1 || !fits || zero != null && !zero.isConstant()) {
            return null;
        }
        int shift = zero == null ? 0 : (int) Numbers.of(zero.requireConstant())[0];
        int least = QuantizedValue.least(op.to());
        int greatest = QuantizedValue.greatest(op.to());
        Edge real = node.requireInput(0);
        Node last = real.producer();
        if (last != null
                && last.op() instanceof Unary(UnaryFunction function, float alpha, float beta)
                && function == UnaryFunction.CLIP
                && Fusion.isPrivate(graph, real)) {
            least = Math.max(least, steps(alpha, scale[0], shift));
            greatest = Float.isInfinite(beta) ? greatest : Math.min(greatest, steps(beta, scale[0], shift));
            real = last.requireInput(0);
        }
        return new QuantizedTarget(node, real, op.to(), scale[0], shift, least, greatest);
    }

    private static int steps(float real, float scale, int zero) {
        return zero + (int) Math.round((double) (real / scale));
    }

    String name() {
        return node.name();
    }

    /** Sums times a factor, or one of several for each index of the last axis, in the place of the Quantize. */
    void rescale(
            Graph graph, Edge sums, @Nullable Edge bias, RescaleArithmetic arithmetic, FixedPointFactor... factors) {
        int[] multipliers =
                Arrays.stream(factors).mapToInt(FixedPointFactor::multiplier).toArray();
        int[] shifts = Arrays.stream(factors).mapToInt(FixedPointFactor::shift).toArray();
        Edge byMultipliers = graph.constant(name() + ".multipliers", Tensor.of(multipliers, multipliers.length));
        Edge byShifts = graph.constant(name() + ".shifts", Tensor.of(shifts, shifts.length));
        var op = new Rescale(type, zero, low, high, arithmetic);
        graph.substitute(node, op, Arrays.asList(sums, byMultipliers, byShifts, bias));
    }

    /** The same with factors that are doubles, and stay so where the arithmetic is that of real numbers. */
    void rescale(Graph graph, Edge sums, @Nullable Edge bias, RescaleArithmetic arithmetic, double... factors) {
        if (arithmetic != RescaleArithmetic.REAL) {
            var fixed = Arrays.stream(factors).mapToObj(FixedPointFactor::of).toArray(FixedPointFactor[]::new);
            rescale(graph, sums, bias, arithmetic, fixed);
            return;
        }
        Edge by = graph.constant(name() + ".factors", Tensor.of(factors, factors.length));
        graph.substitute(node, new Rescale(type, zero, low, high, arithmetic), Arrays.asList(sums, by, null, bias));
    }

    /** Steps from the zero point that a sum comes to, where {@link #rescale} multiplies it by {@code factor}. */
    int steps(double sum, RescaleArithmetic arithmetic, double factor) {
        long scaled = arithmetic == RescaleArithmetic.REAL
                ? RescaleKernels.round(sum * factor)
                : FixedPointFactor.of(factor).times((int) sum);
        return Math.clamp(scaled, low - zero, high - zero);
    }

    /** What {@code op} makes of {@code inputs}, integers with this scale and zero point, clipped where that is needed. */
    void integers(Graph graph, Operator op, Edge... inputs) {
        boolean clipped = low > QuantizedValue.least(type) || high < QuantizedValue.greatest(type);
        if (!clipped) {
            graph.substitute(node, op, Arrays.asList(inputs));
            return;
        }
        Edge made = graph.add(name() + ".unclipped", op, inputs);
        table(graph, new QuantizedValue(made, scale, zero), q -> q);
    }

    /** Whether {@code x} has this type, scale and zero point. */
    boolean isLike(QuantizedValue x) {
        return x.type() == type && x.scale() == scale && x.zero() == zero;
    }

    /** A function of each of the integers of {@code x} by a table, clipped, in the place of the Quantize. */
    void table(Graph graph, QuantizedValue x, IntUnaryOperator function) {
        graph.substitute(node, new Lookup(), List.of(x.integers(), table(graph, name(), x, function)));
    }

    /** A function of each of the integers of {@code x}, of this type, clipped. */
    Edge made(Graph graph, String edge, QuantizedValue x, IntUnaryOperator function) {
        return graph.add(edge, new Lookup(), x.integers(), table(graph, edge, x, function));
    }

    private Edge table(Graph graph, String edge, QuantizedValue x, IntUnaryOperator function) {
        int first = QuantizedValue.least(x.type());
        int entries = 1 << x.type().bits();
        Tensor table = Tensor.zeros(type, entries);
        for (int i = 0; i < entries; i++) {
            int value = Math.min(high, Math.max(low, function.applyAsInt(first + i)));
            switch (table.array()) {
                case byte[] bytes -> bytes[i] = (byte) value;
                case short[] shorts -> shorts[i] = (short) value;
                case int[] ints -> ints[i] = value;
                default -> throw new IllegalStateException("no table of " + type);
            }
        }
        return graph.constant(edge + ".table", table);
    }
}
