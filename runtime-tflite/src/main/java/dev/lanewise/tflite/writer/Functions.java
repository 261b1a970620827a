package dev.lanewise.tflite.writer;

import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.nn.RecurrentActivation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.TensorInfo;

/** Functions of one element. */
final class Functions {

    private static final float INFINITY = Float.POSITIVE_INFINITY;

    private Functions() {}

    /** The number in TFLite's enum ActivationFunctionType of clipping to a range; 0 when it has none. */
    static int fusedClip(float low, float high) {
        if (low == 0 && high == INFINITY) {
            return 1;
        }
        return low == -1 && high == 1 ? 2 : low == 0 && high == 6 ? 3 : 0;
    }

    /** What a gate of a recurrent layer makes of {@code x}. */
    static int activated(NodeWriter on, RecurrentActivation f, float clip, int x) {
        int bounded = clip > 0 ? clip(on, x, -clip, clip) : x;
        int y = of(on, new Unary(f.function(), f.alpha(), f.beta()), times(on, bounded, f.inner()));
        return plus(on, times(on, y, f.outer()), f.shift());
    }

    static int write(NodeWriter on, Unary op) {
        return of(on, op, on.in(0));
    }

    private static int of(NodeWriter on, Unary op, int x) {
        float alpha = op.alpha();
        return switch (op.function()) {
            case ABS -> on.map("ABS", x);
            case NEGATE -> on.map("NEG", x);
            case SIGN -> on.map("SIGN", x);
            case EXP -> on.map("EXP", x);
            case EXPM1 -> minus(on, on.map("EXP", x), 1);
            case LOG -> on.map("LOG", x);
            case LOG1P -> on.map("LOG", plus(on, x, 1));
            case SQRT -> on.map("SQRT", x);
            case RSQRT -> on.map("RSQRT", x);
            case RECIPROCAL -> on.binary("DIV", on.number(1), x);
            case SQUARE -> on.map("SQUARE", x);
            case FLOOR -> on.map("FLOOR", x);
            case CEIL -> on.map("CEIL", x);
            case ROUND -> on.map("ROUND", x);
            case SIN -> on.map("SIN", x);
            case COS -> on.map("COS", x);
            case TAN -> on.binary("DIV", on.map("SIN", x), on.map("COS", x));
            case ATAN -> on.binary("ATAN2", x, on.number(1));
            case SINH -> half(on, on.binary("SUB", on.map("EXP", x), on.map("EXP", on.map("NEG", x))));
            case COSH -> half(on, on.binary("ADD", on.map("EXP", x), on.map("EXP", on.map("NEG", x))));
            case TANH -> on.map("TANH", x);
            case SIGMOID -> on.map("LOGISTIC", x);
            case CLIP -> clip(on, x, alpha, op.beta());
            case LEAKY_RELU -> on.add("LEAKY_RELU", Options.of().float32(0, alpha), on.type(x), on.shape(x), x);
            case ELU -> elu(on, x, alpha);
            case SELU -> times(on, elu(on, x, alpha), op.beta());
            case CELU -> times(on, on.map("ELU", times(on, x, 1 / alpha)), alpha);
            case HARD_SIGMOID -> clip(on, plus(on, times(on, x, alpha), op.beta()), 0, 1);
            case HARD_SWISH -> on.map("HARD_SWISH", x);
            case SWISH -> on.binary("MUL", x, on.map("LOGISTIC", times(on, x, alpha)));
            case MISH -> on.binary("MUL", x, on.map("TANH", softplus(on, x)));
            case SOFTPLUS -> softplus(on, x);
            case SOFTSIGN -> on.binary("DIV", x, plus(on, on.map("ABS", x), 1));
            case GELU -> gelu(on, x, false);
            case GELU_TANH -> gelu(on, x, true);
            case THRESHOLDED_RELU -> {
                int above = on.binary("GREATER", Options.NONE, ElementType.BOOL, x, on.number(alpha));
                yield on.add("SELECT_V2", Options.NONE, on.type(x), on.shape(x), above, x, on.number(0));
            }
            case NOT -> on.map("LOGICAL_NOT", x);
            case ASIN, ACOS, ASINH, ACOSH, ATANH, ERF, SHRINK, BITWISE_NOT ->
                throw on.unsupported("TFLite has no builtin for it");
        };
    }

    private static int scalar(NodeWriter on, int like, float value) {
        return switch (on.type(like)) {
            case INT32 -> on.constant(Tensor.of(new int[] {(int) value}));
            case INT64 -> on.constant(Tensor.scalar((long) value));
            default -> on.number(value);
        };
    }

    private static int plus(NodeWriter on, int x, float value) {
        return value == 0 ? x : on.binary("ADD", x, scalar(on, x, value));
    }

    private static int minus(NodeWriter on, int x, float value) {
        return on.binary("SUB", x, scalar(on, x, value));
    }

    private static int times(NodeWriter on, int x, float value) {
        return value == 1 ? x : on.binary("MUL", x, scalar(on, x, value));
    }

    private static int half(NodeWriter on, int x) {
        return times(on, x, 0.5f);
    }

    /** {@code max(x, 0) + log(1 + exp(-|x|))}, which does not overflow. */
    private static int softplus(NodeWriter on, int x) {
        int small = on.map("EXP", on.map("NEG", on.map("ABS", x)));
        return on.binary("ADD", on.map("RELU", x), on.map("LOG", plus(on, small, 1)));
    }

    private static int elu(NodeWriter on, int x, float alpha) {
        if (alpha == 1) {
            return on.map("ELU", x);
        }
        int negative = times(on, on.map("ELU", on.binary("MINIMUM", x, on.number(0))), alpha);
        return on.binary("ADD", on.map("RELU", x), negative);
    }

    private static int gelu(NodeWriter on, int x, boolean approximate) {
        return on.add("GELU", Options.of().flag(0, approximate), on.type(x), on.shape(x), x);
    }

    private static int clip(NodeWriter on, int x, float low, float high) {
        boolean real = on.type(x) == ElementType.FLOAT;
        int fused = real ? fusedClip(low, high) : 0;
        if (fused > 0) {
            return on.map(fused == 1 ? "RELU" : fused == 2 ? "RELU_N1_TO_1" : "RELU6", x);
        }
        boolean least = low > (real ? -Float.MAX_VALUE : Integer.MIN_VALUE);
        boolean greatest = high < (real ? Float.MAX_VALUE : Integer.MAX_VALUE);
        int raised = !least ? x : real && low == 0 ? on.map("RELU", x) : on.binary("MAXIMUM", x, scalar(on, x, low));
        return greatest ? on.binary("MINIMUM", raised, scalar(on, x, high)) : raised;
    }

    static int write(NodeWriter on, Cast op) {
        int x = on.in(0);
        if (op.to() == ElementType.STRING || on.type(x) == ElementType.STRING) {
            throw on.unsupported("CAST does not know strings");
        }
        return cast(on, x, op.to());
    }

    /** A tensor in another type; itself where it has that. */
    static int cast(NodeWriter on, int x, ElementType to) {
        ElementType from = on.type(x);
        if (from == to) {
            return x;
        }
        var options = Options.of().int8(0, TensorInfo.number(from)).int8(1, TensorInfo.number(to));
        return on.add("CAST", options, to, on.shape(x), x);
    }
}
