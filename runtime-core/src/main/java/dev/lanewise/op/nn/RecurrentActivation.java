package dev.lanewise.op.nn;

import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.kernel.UnaryKernels;

/**
 * An activation of a recurrent cell: {@code outer * function(inner * x) + shift}.
 *
 * @param function what is applied; NEGATE stands for none, its sign being taken back
 */
public record RecurrentActivation(
        UnaryFunction function, float alpha, float beta, float outer, float inner, float shift) {

    /** A plain function. */
    public static RecurrentActivation of(UnaryFunction function, float alpha, float beta) {
        return new RecurrentActivation(function, alpha, beta, 1, 1, 0);
    }

    /** {@code alpha * x + beta}. */
    public static RecurrentActivation affine(float alpha, float beta) {
        return new RecurrentActivation(UnaryFunction.NEGATE, 0, 0, -alpha, 1, beta);
    }

    /** {@code alpha * tanh(beta * x)}. */
    public static RecurrentActivation scaledTanh(float alpha, float beta) {
        return new RecurrentActivation(UnaryFunction.TANH, 0, 0, alpha, beta, 0);
    }

    /**
     * Applies it to {@code n} numbers of {@code x}, bounded by {@code clip} unless that is 0, and writes to {@code y}.
     */
    void apply(float clip, float[] x, int xo, float[] y, int yo, int n) {
        float[] from = x;
        int fo = xo;
        if (clip > 0) {
            UnaryKernels.apply(UnaryFunction.CLIP, -clip, clip, from, fo, y, yo, n);
            from = y;
            fo = yo;
        }
        if (inner != 1) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = inner * from[fo + i];
            }
            from = y;
            fo = yo;
        }
        UnaryKernels.apply(function, alpha, beta, from, fo, y, yo, n);
        if (outer != 1 || shift != 0) {
            for (int i = 0; i < n; i++) {
                y[yo + i] = outer * y[yo + i] + shift;
            }
        }
    }
}
