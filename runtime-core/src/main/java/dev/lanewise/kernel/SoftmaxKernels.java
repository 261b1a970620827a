package dev.lanewise.kernel;

/** Softmax over rows. Sums run in 16 interleaved parts, combined in a fixed order, so every vector width gives the same bits. */
public final class SoftmaxKernels {

    /** Rows shorter than this have their exponentials computed together. */
    private static final int SHORT = 16;

    private SoftmaxKernels() {}

    /**
     * {@code y = exp(x - max) / sum(exp(x - max))} over contiguous rows [{@code from}, {@code to}) of {@code length}.
     * A row of nothing but negative infinity gives NaN.
     */
    public static void softmax(float[] x, int xo, float[] y, int yo, int length, int from, int to) {
        if (length < SHORT) {
            softmaxOfShort(x, xo + from * length, y, yo + from * length, length, to - from);
            return;
        }
        for (int row = from; row < to; row++) {
            int xr = xo + row * length;
            int yr = yo + row * length;
            float max = Sums.max(x, xr, length);
            scale(y, yr, 1f / Sums.expOfDifference(x, xr, max, y, yr, length), length);
        }
    }

    private static void softmaxOfShort(float[] x, int xo, float[] y, int yo, int length, int rows) {
        int n = rows * length;
        for (int row = 0; row < n; row += length) {
            float max = Float.NEGATIVE_INFINITY;
            for (int i = row; i < row + length; i++) {
                max = Math.max(max, x[xo + i]);
            }
            for (int i = row; i < row + length; i++) {
                y[yo + i] = x[xo + i] - max;
            }
        }
        UnaryKernels.apply(UnaryFunction.EXP, 0, 0, y, yo, y, yo, n);
        for (int row = 0; row < n; row += length) {
            float factor = 1 / SumsScalar.sum(y, yo + row, length);
            for (int i = row; i < row + length; i++) {
                y[yo + i] *= factor;
            }
        }
    }

    /** {@code y = x - max - log(sum(exp(x - max)))} over contiguous rows; x and y must not overlap. */
    public static void logSoftmax(float[] x, int xo, float[] y, int yo, int length, int from, int to) {
        for (int row = from; row < to; row++) {
            int xr = xo + row * length;
            int yr = yo + row * length;
            float max = Sums.max(x, xr, length);
            subtract(x, xr, max, VectorMath.log(Sums.expOfDifference(x, xr, max, y, yr, length)), y, yr, length);
        }
    }

    private static void subtract(float[] x, int xo, float max, float log, float[] y, int yo, int n) {
        int done = Twins.simd() ? NormalizeSimd.subtract(x, xo, max, log, y, yo, n) : 0;
        for (int i = done; i < n; i++) {
            y[yo + i] = x[xo + i] - max - log;
        }
    }

    private static void scale(float[] y, int yo, float factor, int n) {
        int done = Twins.simd() ? NormalizeSimd.scale(y, yo, factor, n) : 0;
        for (int i = done; i < n; i++) {
            y[yo + i] *= factor;
        }
    }
}
