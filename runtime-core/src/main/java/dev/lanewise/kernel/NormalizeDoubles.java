package dev.lanewise.kernel;

/** Normalisation of rows of doubles: the semantics of {@link NormalizeKernels}. */
public final class NormalizeDoubles {

    private NormalizeDoubles() {}

    /**
     * {@code y = (x - mean) / sqrt(variance + epsilon) * scale + bias} over contiguous rows; without {@code centred}
     * the mean counts as 0. Scale, bias, means and inverses may be empty.
     */
    public static void rows(
            boolean centred,
            double[] x,
            int xo,
            double[] scale,
            int so,
            double[] bias,
            int bo,
            double epsilon,
            double[] y,
            int yo,
            int length,
            double[] means,
            int mo,
            double[] inverses,
            int io,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            int at = row * length;
            double mean = 0;
            for (int i = 0; centred && i < length; i++) {
                mean += x[xo + at + i] / length;
            }
            double variance = 0;
            for (int i = 0; i < length; i++) {
                double deviation = x[xo + at + i] - mean;
                variance += deviation * deviation / length;
            }
            double inverse = 1 / Math.sqrt(variance + epsilon);
            for (int i = 0; i < length; i++) {
                double factor = scale.length == 0 ? inverse : inverse * scale[so + i];
                double shift = bias.length == 0 ? 0 : bias[bo + i];
                y[yo + at + i] = (x[xo + at + i] - mean) * factor + shift;
            }
            if (means.length > 0) {
                means[mo + row] = mean;
            }
            if (inverses.length > 0) {
                inverses[io + row] = inverse;
            }
        }
    }

    /** {@code y = x * scale[c] + shift[c]} over rows [{@code from}, {@code to}) of {@code channels}. */
    public static void scaleShift(
            double[] x,
            int xo,
            double[] scale,
            int so,
            double[] shift,
            int ho,
            double[] y,
            int yo,
            int channels,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            for (int c = 0; c < channels; c++) {
                int at = row * channels + c;
                y[yo + at] = x[xo + at] * scale[so + c] + shift[ho + c];
            }
        }
    }
}
