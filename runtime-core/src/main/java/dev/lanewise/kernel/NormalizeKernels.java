package dev.lanewise.kernel;

/** Normalisation of rows to mean 0 and variance 1, and scaling by channel. */
public final class NormalizeKernels {

    private static final float[] NONE = {};

    private NormalizeKernels() {}

    /** Floats that {@link #layerNorm} needs room for. */
    public static int roomLength() {
        return RowMoments.roomLength();
    }

    /**
     * {@code y = (x - mean) / sqrt(variance + epsilon) * scale + bias} over contiguous rows [{@code from}, {@code to}) of
     * {@code length}. {@code scale} and {@code bias} have {@code length} entries; either may be an empty array. Writes each
     * row's mean and {@code 1 / sqrt(variance + epsilon)} as well, unless those arrays are empty. {@code room} has
     * {@link #roomLength} floats from {@code ro} on.
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
            float[] means,
            int mo,
            float[] inverses,
            int io,
            float[] room,
            int ro,
            int from,
            int to) {
        for (int first = from; first < to; first += RowMoments.ROWS) {
            int rows = Math.min(RowMoments.ROWS, to - first);
            RowMoments.run(x, xo + first * length, length, rows, room, ro);
            for (int i = 0; i < rows; i++) {
                int row = first + i;
                float mean = room[ro + i];
                float deviation = (float) Math.sqrt(room[ro + RowMoments.ROWS + i] / length + epsilon);
                affine(x, xo + row * length, mean, deviation, scale, so, bias, bo, y, yo + row * length, length);
                if (means.length > 0) {
                    means[mo + row] = mean;
                }
                if (inverses.length > 0) {
                    inverses[io + row] = 1 / deviation;
                }
            }
        }
    }

    /** {@code y = x / sqrt(mean(x²) + epsilon) * scale} over contiguous rows; {@code scale} may be empty. */
    public static void rmsNorm(
            float[] x, int xo, float[] scale, int so, float epsilon, float[] y, int yo, int length, int from, int to) {
        for (int row = from; row < to; row++) {
            int xr = xo + row * length;
            float root = (float) Math.sqrt(Sums.sumOfSquares(x, xr, length) / length + epsilon);
            affine(x, xr, 0, root, scale, so, NONE, 0, y, yo + row * length, length);
        }
    }

    private static void affine(
            float[] x,
            int xo,
            float mean,
            float deviation,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int n) {
        if (scale.length == 0) {
            int done = Twins.simd() ? NormalizeSimd.standardise(x, xo, mean, deviation, y, yo, n) : 0;
            for (int i = done; i < n; i++) {
                y[yo + i] = (x[xo + i] - mean) / deviation;
            }
        } else if (bias.length == 0) {
            int done = Twins.simd() ? NormalizeSimd.scaled(x, xo, mean, deviation, scale, so, y, yo, n) : 0;
            for (int i = done; i < n; i++) {
                y[yo + i] = (x[xo + i] - mean) / deviation * scale[so + i];
            }
        } else {
            int done = Twins.simd() ? NormalizeSimd.affine(x, xo, mean, deviation, scale, so, bias, bo, y, yo, n) : 0;
            for (int i = done; i < n; i++) {
                y[yo + i] = (x[xo + i] - mean) / deviation * scale[so + i] + bias[bo + i];
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
