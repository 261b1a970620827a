package dev.lanewise.kernel;

/**
 * Sums and extrema of runs of floats. Part j of 16 takes the elements i with i mod 16 = j, and the parts are combined in
 * halves: the order of additions, hence the bits, do not depend on the width of vectors.
 */
public final class Sums {

    static final int PARTS = 16;

    private Sums() {}

    /** The sum. */
    public static float sum(float[] x, int xo, int n) {
        return Twins.simd() ? SumsSimd.sum(x, xo, n) : SumsScalar.sum(x, xo, n);
    }

    /** The sum of {@code (x - center)²}. */
    public static float sumOfSquares(float[] x, int xo, int n, float center) {
        return Twins.simd() ? SumsSimd.sumOfSquares(x, xo, n, center) : SumsScalar.sumOfSquares(x, xo, n, center);
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
