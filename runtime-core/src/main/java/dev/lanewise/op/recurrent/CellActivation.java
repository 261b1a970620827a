package dev.lanewise.op.recurrent;

import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;

/** An activation of a recurrent cell: TFLite's enum ActivationFunctionType. */
public enum CellActivation {
    NONE(UnaryFunction.CLIP, Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY),
    RELU(UnaryFunction.CLIP, 0, Float.POSITIVE_INFINITY),
    RELU_N1_TO_1(UnaryFunction.CLIP, -1, 1),
    RELU6(UnaryFunction.CLIP, 0, 6),
    TANH(UnaryFunction.TANH, 0, 0),
    SIGMOID(UnaryFunction.SIGMOID, 0, 0);

    private final UnaryFunction function;
    private final float alpha;
    private final float beta;

    CellActivation(UnaryFunction function, float alpha, float beta) {
        this.function = function;
        this.alpha = alpha;
        this.beta = beta;
    }

    /** Applies it to {@code n} numbers of {@code x} and writes to {@code y}, which may be the same. */
    void apply(float[] x, int xo, float[] y, int yo, int n) {
        if (this == NONE) {
            System.arraycopy(x, xo, y, yo, n);
        } else {
            UnaryKernels.apply(function, alpha, beta, x, xo, y, yo, n);
        }
    }
}
