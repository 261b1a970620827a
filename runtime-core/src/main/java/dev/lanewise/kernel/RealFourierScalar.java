package dev.lanewise.kernel;

/** Plain Java twin of {@link RealFourierSimd}. */
final class RealFourierScalar {

    private static final int L = RealFourier.LINES;

    private RealFourierScalar() {}

    /** Transforms {@code n} complex numbers, in the order of reversed bits, in place. */
    static void transform(int n, double[] cos, double[] sin, double[] z, int zo) {
        for (int half = 1; half < n; half *= 2) {
            for (int i = 0; i < n / 2; i++) {
                int k = i % half;
                int root = n / half * k;
                int a = zo + 2 * L * (i / half * 2 * half + k);
                butterfly(cos[root], sin[root], z, a, a + 2 * L * half);
            }
        }
    }

    private static void butterfly(double cos, double sin, double[] z, int a, int b) {
        for (int line = 0; line < L; line++) {
            double real = z[b + line] * cos - z[b + L + line] * sin;
            double imaginary = z[b + line] * sin + z[b + L + line] * cos;
            z[b + line] = z[a + line] - real;
            z[b + L + line] = z[a + L + line] - imaginary;
            z[a + line] += real;
            z[a + L + line] += imaginary;
        }
    }

    /** The spectrum of real numbers from that of {@code n} pairs of them. */
    static void takeApart(int n, double[] cos, double[] sin, double[] z, int zo, int yo) {
        for (int k = 0; k <= n; k++) {
            for (int line = 0; line < L; line++) {
                int a = zo + 2 * L * (k % n) + line;
                int b = zo + 2 * L * ((n - k) % n) + line;
                double oddReal = (z[a + L] + z[b + L]) * 0.5;
                double oddImaginary = (z[b] - z[a]) * 0.5;
                int y = yo + 2 * L * k + line;
                z[y] = (z[a] + z[b]) * 0.5 + oddReal * cos[k] - oddImaginary * sin[k];
                z[y + L] = (z[a + L] - z[b + L]) * 0.5 + oddImaginary * cos[k] + oddReal * sin[k];
            }
        }
    }
}
