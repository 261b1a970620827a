package dev.lanewise.kernel;

/** Plain Java twins of {@link Sums}. */
final class SumsScalar {

    private SumsScalar() {}

    static float sum(float[] x, int xo, int n) {
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float a4 = 0;
        float a5 = 0;
        float a6 = 0;
        float a7 = 0;
        float a8 = 0;
        float a9 = 0;
        float a10 = 0;
        float a11 = 0;
        float a12 = 0;
        float a13 = 0;
        float a14 = 0;
        float a15 = 0;
        int end = n / Sums.PARTS * Sums.PARTS;
        for (int o = xo; o < xo + end; o += Sums.PARTS) {
            a0 += x[o];
            a1 += x[o + 1];
            a2 += x[o + 2];
            a3 += x[o + 3];
            a4 += x[o + 4];
            a5 += x[o + 5];
            a6 += x[o + 6];
            a7 += x[o + 7];
            a8 += x[o + 8];
            a9 += x[o + 9];
            a10 += x[o + 10];
            a11 += x[o + 11];
            a12 += x[o + 12];
            a13 += x[o + 13];
            a14 += x[o + 14];
            a15 += x[o + 15];
        }
        return Sums.combine(
                false, x, xo + end, n - end, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    static float sumOfSquares(float[] x, int xo, int n) {
        float a0 = 0;
        float a1 = 0;
        float a2 = 0;
        float a3 = 0;
        float a4 = 0;
        float a5 = 0;
        float a6 = 0;
        float a7 = 0;
        float a8 = 0;
        float a9 = 0;
        float a10 = 0;
        float a11 = 0;
        float a12 = 0;
        float a13 = 0;
        float a14 = 0;
        float a15 = 0;
        int end = n / Sums.PARTS * Sums.PARTS;
        for (int o = xo; o < xo + end; o += Sums.PARTS) {
            a0 += square(x[o]);
            a1 += square(x[o + 1]);
            a2 += square(x[o + 2]);
            a3 += square(x[o + 3]);
            a4 += square(x[o + 4]);
            a5 += square(x[o + 5]);
            a6 += square(x[o + 6]);
            a7 += square(x[o + 7]);
            a8 += square(x[o + 8]);
            a9 += square(x[o + 9]);
            a10 += square(x[o + 10]);
            a11 += square(x[o + 11]);
            a12 += square(x[o + 12]);
            a13 += square(x[o + 13]);
            a14 += square(x[o + 14]);
            a15 += square(x[o + 15]);
        }
        return Sums.combine(
                true, x, xo + end, n - end, a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15);
    }

    private static float square(float v) {
        return v * v;
    }

    static float max(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    static float min(float[] x, int xo, int n) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }
}
