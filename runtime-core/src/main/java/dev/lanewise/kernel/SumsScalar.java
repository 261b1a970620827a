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
        int i = 0;
        for (int o = xo; i + Sums.PARTS <= n; i += Sums.PARTS, o += Sums.PARTS) {
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
        float b0 = a0 + a8;
        float b1 = a1 + a9;
        float b2 = a2 + a10;
        float b3 = a3 + a11;
        float b4 = a4 + a12;
        float b5 = a5 + a13;
        float b6 = a6 + a14;
        float b7 = a7 + a15;
        float sum = b0 + b4 + (b2 + b6) + (b1 + b5 + (b3 + b7));
        for (; i < n; i++) {
            sum += x[xo + i];
        }
        return sum;
    }

    static float sumOfSquares(float[] x, int xo, int n, float center) {
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
        int i = 0;
        for (int o = xo; i + Sums.PARTS <= n; i += Sums.PARTS, o += Sums.PARTS) {
            a0 += square(x[o] - center);
            a1 += square(x[o + 1] - center);
            a2 += square(x[o + 2] - center);
            a3 += square(x[o + 3] - center);
            a4 += square(x[o + 4] - center);
            a5 += square(x[o + 5] - center);
            a6 += square(x[o + 6] - center);
            a7 += square(x[o + 7] - center);
            a8 += square(x[o + 8] - center);
            a9 += square(x[o + 9] - center);
            a10 += square(x[o + 10] - center);
            a11 += square(x[o + 11] - center);
            a12 += square(x[o + 12] - center);
            a13 += square(x[o + 13] - center);
            a14 += square(x[o + 14] - center);
            a15 += square(x[o + 15] - center);
        }
        float b0 = a0 + a8;
        float b1 = a1 + a9;
        float b2 = a2 + a10;
        float b3 = a3 + a11;
        float b4 = a4 + a12;
        float b5 = a5 + a13;
        float b6 = a6 + a14;
        float b7 = a7 + a15;
        float sum = b0 + b4 + (b2 + b6) + (b1 + b5 + (b3 + b7));
        for (; i < n; i++) {
            sum += square(x[xo + i] - center);
        }
        return sum;
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
