package dev.lanewise.kernel;

/** Activations applied in place to what a convolution or GEMM has just written, while it is in cache. */
public final class Activations {

    public static final int NONE = 0;

    /** {@code alpha} is the lower bound, {@code beta} the upper one: ReLU is 0 and infinity. */
    public static final int CLIP = 1;

    public static final int LEAKY_RELU = 2;
    public static final int SIGMOID = 3;
    public static final int SILU = 4;
    public static final int HARD_SWISH = 5;
    public static final int HARD_SIGMOID = 6;
    public static final int TANH = 7;
    public static final int GELU = 8;
    public static final int GELU_TANH = 9;
    public static final int ELU = 10;
    public static final int SOFTPLUS = 11;
    public static final int MISH = 12;

    private static final UnaryFunction[] FUNCTIONS = {
        UnaryFunction.CLIP,
        UnaryFunction.CLIP,
        UnaryFunction.LEAKY_RELU,
        UnaryFunction.SIGMOID,
        UnaryFunction.SWISH,
        UnaryFunction.HARD_SWISH,
        UnaryFunction.HARD_SIGMOID,
        UnaryFunction.TANH,
        UnaryFunction.GELU,
        UnaryFunction.GELU_TANH,
        UnaryFunction.ELU,
        UnaryFunction.SOFTPLUS,
        UnaryFunction.MISH,
    };

    private Activations() {}

    /** The number of the activation that computes {@code f} with these parameters, or −1 when there is none. */
    public static int kindOf(UnaryFunction f, float alpha) {
        if (f == UnaryFunction.SWISH && alpha != 1) {
            return -1;
        }
        for (int kind = 1; kind < FUNCTIONS.length; kind++) {
            if (FUNCTIONS[kind] == f) {
                return kind;
            }
        }
        return -1;
    }

    /** Applies activation {@code kind} to {@code length} floats. */
    public static void apply(int kind, float alpha, float beta, float[] x, int offset, int length) {
        if (kind != NONE) {
            UnaryKernels.apply(FUNCTIONS[kind], kind == SILU ? 1f : alpha, beta, x, offset, x, offset, length);
        }
    }
}
