package dev.lanewise.kernel;

/** Normalisation of rows to mean 0 and variance 1, and scaling by channel. */
public final class NormalizeKernels {

    private static final float[] NONE = {};

    private NormalizeKernels() {}

    /**
     * {@code y = (x - mean) / sqrt(variance + epsilon) * scale + bias} over contiguous rows [{@code from}, {@code to}) of
     * {@code length}. {@code scale} and {@code bias} have {@code length} entries; either may be an empty array.
     */
    public static void layerNorm(
            float[] x,
            int xo,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            float epsilon,
            float[] y,
            int yo,
            int length,
            int from,
            int to) {
        layerNorm(x, xo, scale, so, bias, bo, epsilon, y, yo, length, NONE, 0, NONE, 0, from, to);
    }

    /** The same, and writes each row's mean and {@code 1 / sqrt(variance + epsilon)} unless those arrays are empty. */
    public static void layerNorm(
            float[] x,
            int xo,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            float epsilon,
            float[] y,
            int yo,
            int length,
            float[] means,
            int mo,
            float[] inverses,
            int io,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            int xr = xo + row * length;
            float mean = Sums.sum(x, xr, length) / length;
            float variance = Sums.sumOfSquares(x, xr, length, mean) / length;
            float inverse = (float) (1 / Math.sqrt(variance + epsilon));
            affine(x, xr, mean, inverse, scale, so, bias, bo, y, yo + row * length, length);
            if (means.length > 0) {
                means[mo + row] = mean;
            }
            if (inverses.length > 0) {
                inverses[io + row] = inverse;
            }
        }
    }

    /** {@code y = x / sqrt(mean(x²) + epsilon) * scale} over contiguous rows; {@code scale} may be empty. */
    public static void rmsNorm(
            float[] x, int xo, float[] scale, int so, float epsilon, float[] y, int yo, int length, int from, int to) {
        for (int row = from; row < to; row++) {
            int xr = xo + row * length;
            float inverse = (float) (1 / Math.sqrt(Sums.sumOfSquares(x, xr, length, 0) / length + epsilon));
            affine(x, xr, 0, inverse, scale, so, NONE, 0, y, yo + row * length, length);
        }
    }

    private static void affine(
            float[] x,
            int xo,
            float mean,
            float inverse,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int n) {
        if (scale.length == 0) {
            int done = Twins.simd() ? NormalizeSimd.standardise(x, xo, mean, inverse, y, yo, n) : 0;
            for (int i = done; i < n; i++) {
                y[yo + i] = (x[xo + i] - mean) * inverse;
            }
        } else if (bias.length == 0) {
            int done = Twins.simd() ? NormalizeSimd.scaled(x, xo, mean, inverse, scale, so, y, yo, n) : 0;
            for (int i = done; i < n; i++) {
                y[yo + i] = (x[xo + i] - mean) * inverse * scale[so + i];
            }
        } else {
            int done = Twins.simd() ? NormalizeSimd.affine(x, xo, mean, inverse, scale, so, bias, bo, y, yo, n) : 0;
            for (int i = done; i < n; i++) {
                y[yo + i] = (x[xo + i] - mean) * inverse * scale[so + i] + bias[bo + i];
            }
            return;
        }
        if (scale.length == 0 && bias.length > 0) {
            for (int i = 0; i < n; i++) {
                y[yo + i] += bias[bo + i];
            }
        }
    }

    /** {@code y = x * scale[c] + shift[c]} over rows [{@code from}, {@code to}) of {@code channels}. */
    public static void scaleShift(
            float[] x,
            int xo,
            float[] scale,
            int so,
            float[] shift,
            int ho,
            float[] y,
            int yo,
            int channels,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            int xr = xo + row * channels;
            int yr = yo + row * channels;
            int done = Twins.simd() ? NormalizeSimd.scaleShift(x, xr, scale, so, shift, ho, y, yr, channels) : 0;
            for (int c = done; c < channels; c++) {
                y[yr + c] = x[xr + c] * scale[so + c] + shift[ho + c];
            }
        }
    }
}
