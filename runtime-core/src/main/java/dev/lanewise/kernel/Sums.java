package dev.lanewise.kernel;

/**
 * Sums and extrema of runs of floats. Part j of 16 takes the elements i with i mod 16 = j; part j + 8 is added to part j,
 * and those eight are added up as neighbours, in pairs of pairs: the order of additions, hence the bits, do not depend on
 * the width of vectors.
 */
public final class Sums {

    static final int PARTS = 16;

    private Sums() {}

    /** The sum of 16 parts and of up to 15 elements, or their squares, of which each belongs to one of the parts. */
    static float combine(
            boolean squares,
            float[] x,
            int xo,
            int n,
            float a0,
            float a1,
            float a2,
            float a3,
            float a4,
            float a5,
            float a6,
            float a7,
            float a8,
            float a9,
            float a10,
            float a11,
            float a12,
            float a13,
            float a14,
            float a15) {
        float b0 = plus(a0, x, xo, n, 0, squares) + plus(a8, x, xo, n, 8, squares);
        float b1 = plus(a1, x, xo, n, 1, squares) + plus(a9, x, xo, n, 9, squares);
        float b2 = plus(a2, x, xo, n, 2, squares) + plus(a10, x, xo, n, 10, squares);
        float b3 = plus(a3, x, xo, n, 3, squares) + plus(a11, x, xo, n, 11, squares);
        float b4 = plus(a4, x, xo, n, 4, squares) + plus(a12, x, xo, n, 12, squares);
        float b5 = plus(a5, x, xo, n, 5, squares) + plus(a13, x, xo, n, 13, squares);
        float b6 = plus(a6, x, xo, n, 6, squares) + plus(a14, x, xo, n, 14, squares);
        float b7 = plus(a7, x, xo, n, 7, squares) + plus(a15, x, xo, n, 15, squares);
        return b0 + b1 + (b2 + b3) + (b4 + b5 + (b6 + b7));
    }

    private static float plus(float part, float[] x, int xo, int n, int i, boolean squares) {
        if (i >= n) {
            return part;
        }
        float v = x[xo + i];
        return part + (squares ? v * v : v);
    }

    /** The sum. */
    public static float sum(float[] x, int xo, int n) {
        return Twins.simd() ? SumsSimd.sum(x, xo, n) : SumsScalar.sum(x, xo, n);
    }

    /** The sum of the squares. */
    public static float sumOfSquares(float[] x, int xo, int n) {
        return Twins.simd() ? SumsSimd.sumOfSquares(x, xo, n) : SumsScalar.sumOfSquares(x, xo, n);
    }

    /** The largest; NaN when one is NaN, negative infinity when there is none. */
    public static float max(float[] x, int xo, int n) {
        return Twins.simd() ? SumsSimd.max(x, xo, n) : SumsScalar.max(x, xo, n);
    }

    /** The smallest; NaN when one is NaN, positive infinity when there is none. */
    public static float min(float[] x, int xo, int n) {
        return Twins.simd() ? SumsSimd.min(x, xo, n) : SumsScalar.min(x, xo, n);
    }

    /** Writes {@code exp(x - max)} to {@code y} and gives the sum of what it wrote. */
    static float expOfDifference(float[] x, int xo, float max, float[] y, int yo, int n) {
        if (Twins.simd() && Isa.LANES == PARTS) {
            return SumsSimd.expOfDifference(x, xo, max, y, yo, n);
        }
        int done = Twins.simd() ? NormalizeSimd.expOfDifference(x, xo, max, y, yo, n) : 0;
        for (int i = done; i < n; i++) {
            y[yo + i] = VectorMath.exp(x[xo + i] - max);
        }
        return sum(y, yo, n);
    }
}
