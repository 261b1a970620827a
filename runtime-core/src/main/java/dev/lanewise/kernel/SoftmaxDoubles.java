package dev.lanewise.kernel;

/** Softmax over doubles along an axis with {@code inner} elements behind it. Lines are numbered outer before inner. */
public final class SoftmaxDoubles {

    private SoftmaxDoubles() {}

    /** Softmax, or its logarithm, of the lines {@code [from, to)}, each of {@code length} elements. */
    public static void run(
            boolean logarithm, double[] x, int xo, double[] y, int yo, int length, int inner, int from, int to) {
        for (int line = from; line < to; line++) {
            int at = line / inner * length * inner + line % inner;
            double max = Double.NEGATIVE_INFINITY;
            for (int i = 0; i < length; i++) {
                max = Math.max(max, x[xo + at + i * inner]);
            }
            double sum = 0;
            for (int i = 0; i < length; i++) {
                sum += Math.exp(x[xo + at + i * inner] - max);
            }
            double log = Math.log(sum);
            for (int i = 0; i < length; i++) {
                double shifted = x[xo + at + i * inner] - max;
                y[yo + at + i * inner] = logarithm ? shifted - log : Math.exp(shifted) / sum;
            }
        }
    }
}
