package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.FixedPoint;
import dev.lanewise.kernel.FixedPointCurves;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.InterpolatedTable;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Functions of one element as tables, each entry computed as TFLite's reference kernels do it. */
final class FixedPointFunctions {

    /** Bits of the largest integers that a table has an entry for. */
    private static final int MOST_BITS = 16;

    /** Bits by which roots are finer than integers. */
    private static final int ROOT_SHIFT = 20;

    private FixedPointFunctions() {}

    /** Integers in other steps. */
    static boolean requantize(Graph graph, QuantizedTarget target, QuantizedValue x) {
        if (target.type().bits() > MOST_BITS && target.type() != ElementType.INT32) {
            return false;
        }
        boolean clipped = target.node().requireInput(0) != target.real();
        double factor = clipped ? (double) (x.scale() / target.scale()) : (double) x.scale() / target.scale();
        var fixed = FixedPointFactor.of(factor);
        if (target.type() == ElementType.INT32) {
            Edge centred = x.table(graph, target.name() + ".x", q -> q - x.zero());
            target.rescale(graph, centred, null, RescaleArithmetic.NARROW, fixed);
            return true;
        }
        target.table(graph, x, q -> target.zero() + fixed.times(q - x.zero()));
        return true;
    }

    /** Parts in other steps than the whole, each moved in floats. */
    static boolean concatenate(Graph graph, QuantizedTarget target, Node made, Concat op) {
        var parts = new ArrayList<QuantizedValue>();
        for (Edge input : made.inputs()) {
            QuantizedValue part = input == null ? null : QuantizedValue.of(input);
            if (part == null || part.type() != target.type()) {
                return false;
            }
            parts.add(part);
        }
        float inverse = 1 / target.scale();
        var inputs = new Edge[parts.size()];
        for (int i = 0; i < inputs.length; i++) {
            QuantizedValue part = parts.get(i);
            float factor = part.scale() * inverse;
            float bias = -part.zero() * factor;
            inputs[i] = target.isLike(part)
                    ? part.integers()
                    : target.made(
                            graph, target.name() + ".part" + i, part, q -> round(q * factor + bias) + target.zero());
        }
        target.integers(graph, op, inputs);
        return true;
    }

    private static int round(float x) {
        return (int) Math.copySign((float) Math.floor(Math.abs((double) x) + 0.5), x);
    }

    static boolean lower(Graph graph, QuantizedTarget target, QuantizedValue x, Unary op) {
        if (x.type() != target.type()) {
            return false;
        }
        IntUnaryOperator function = function(target, x, op);
        if (function != null) {
            target.table(graph, x, function);
        }
        return function != null;
    }

    private static @Nullable IntUnaryOperator function(QuantizedTarget target, QuantizedValue x, Unary op) {
        boolean bytes = x.type().bits() == 8;
        return switch (op.function()) {
            case SIGMOID -> bytes ? rounded(target, x, v -> 1 / (1 + (float) Math.exp(-v))) : sigmoid(x);
            case TANH -> bytes ? rounded(target, x, Math::tanh) : tanh(x);
            case EXP -> bytes ? rounded(target, x, Math::exp) : interpolated(target, x, Math::exp);
            case ELU -> bytes ? rounded(target, x, v -> v < 0 ? Math.expm1(v) : v) : null;
            case LOG -> logarithm(target, x, bytes);
            case GELU -> smooth(target, x, bytes, v -> 0.5f * v * (1 + erf(v * Math.sqrt(0.5))));
            case GELU_TANH ->
                smooth(
                        target,
                        x,
                        bytes,
                        v -> 0.5f * v * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715f * v * v * v))));
            case ABS -> {
                var factor = FixedPointFactor.of((double) (x.scale() / target.scale()));
                yield q -> target.zero() + factor.times(Math.abs(q - x.zero()));
            }
            case SQRT ->
                q -> target.zero()
                        + (int) ((float) Math.sqrt(Math.max(0, x.scale() * (q - x.zero()))) / target.scale());
            case RSQRT -> bytes ? reciprocalRoot(target, x) : null;
            case LEAKY_RELU -> leaky(target, x, op.alpha());
            case HARD_SWISH -> bytes ? new HardSwishTable(target, x) : null;
            default -> null;
        };
    }

    private static IntUnaryOperator smooth(
            QuantizedTarget target, QuantizedValue x, boolean bytes, DoubleUnaryOperator function) {
        return bytes ? rounded(target, x, function) : interpolated(target, x, function);
    }

    private static double erf(double x) {
        var y = new double[1];
        UnaryKernels.apply(UnaryFunction.ERF, 0, 0, new double[] {x}, 0, y, 0, 1);
        return y[0];
    }

    /** Real numbers rounded to the target's steps, in floats. */
    private static IntUnaryOperator rounded(QuantizedTarget target, QuantizedValue x, DoubleUnaryOperator function) {
        float inverse = 1 / target.scale();
        return q -> {
            float value = (float) function.applyAsDouble(x.scale() * (q - x.zero()));
            return round(value * inverse) + target.zero();
        };
    }

    private static IntUnaryOperator interpolated(
            QuantizedTarget target, QuantizedValue x, DoubleUnaryOperator function) {
        return InterpolatedTable.of(function, x.scale(), x.zero(), target.scale(), target.zero(), true)::at;
    }

    private static IntUnaryOperator logarithm(QuantizedTarget target, QuantizedValue x, boolean bytes) {
        float least = (QuantizedValue.least(target.type()) - target.zero()) * target.scale();
        return smooth(target, x, bytes, v -> v <= 0 ? least : Math.log(v));
    }

    private static IntUnaryOperator leaky(QuantizedTarget target, QuantizedValue x, float alpha) {
        double slope = (double) (x.scale() * alpha / target.scale());
        var negative = FixedPointFactor.of(Math.abs(slope));
        var positive = FixedPointFactor.of((double) (x.scale() / target.scale()));
        int sign = slope < 0 ? -1 : 1;
        return q -> {
            int value = q - x.zero();
            return target.zero() + (value >= 0 ? positive.times(value) : sign * negative.times(value));
        };
    }

    private static IntUnaryOperator reciprocalRoot(QuantizedTarget target, QuantizedValue x) {
        var factor = FixedPointFactor.of(1 / (double) ((float) Math.sqrt(x.scale()) * target.scale()));
        int greatest = QuantizedValue.greatest(target.type());
        return q -> {
            int value = q - x.zero();
            if (value <= 0) {
                return greatest;
            }
            var root = FixedPointCurves.reciprocalRoot(value);
            int fine = FixedPoint.multiply(1, root.multiplier(), root.shift() + ROOT_SHIFT);
            return target.zero() + FixedPoint.multiply(fine, factor.multiplier(), factor.shift() - ROOT_SHIFT);
        };
    }

    /** The input in steps of 1/12288, for a table of the logistic function's values at multiples of 1/24. */
    private static IntUnaryOperator finer(QuantizedValue x, int greatestShift) {
        int exponent = Math.getExponent(x.scale());
        boolean power = x.scale() == Math.scalb(1f, exponent);
        int left = 12 + exponent;
        if (power && left >= 0 && left <= greatestShift) {
            return q -> q * (3 << left);
        }
        double factor = x.scale() * 4096.0 * 3.0;
        int shift = 0;
        while (factor <= 32767.0 / 2 && shift <= 30) {
            shift++;
            factor *= 2;
        }
        int multiplier = (int) factor;
        int right = shift;
        int half = right > 0 ? 1 << right - 1 : 0;
        return q -> q * multiplier + half >> right;
    }

    private static @Nullable IntUnaryOperator sigmoid(QuantizedValue x) {
        if (x.type() != ElementType.INT16) {
            return null;
        }
        IntUnaryOperator finer = finer(x, 0);
        return q -> {
            int value = finer.applyAsInt(q);
            int magnitude = Math.abs(value);
            int piece = magnitude >>> 9;
            int result = 0x7FFF << 10;
            if (piece < 255) {
                int from = SigmoidTable.at(piece);
                result = (from << 9) + (magnitude & 0x1FF) * (SigmoidTable.at(piece + 1) - from);
            }
            return (value >= 0 ? result + (1 << 9) : (1 << 25) - result + (1 << 9) - 1) >>> 10;
        };
    }

    private static @Nullable IntUnaryOperator tanh(QuantizedValue x) {
        if (x.type() != ElementType.INT16) {
            return null;
        }
        IntUnaryOperator finer = finer(x, 1);
        return q -> {
            int value = finer.applyAsInt(q);
            int magnitude = Math.abs(value);
            int piece = magnitude >>> 8;
            int result = 0xFFFF << 8;
            if (piece < 255) {
                int from = SigmoidTable.at(piece);
                result = (from << 8) + (magnitude & 0xFF) * (SigmoidTable.at(piece + 1) - from);
            }
            return (value >= 0 ? result - (1 << 23) + (1 << 7) : -result + (1 << 23) + (1 << 7) - 1) >> 8;
        };
    }
}
