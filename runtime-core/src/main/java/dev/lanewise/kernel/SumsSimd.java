package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Vector twins of {@link Sums}: one, two or four accumulators, 16 parts together. */
final class SumsSimd {

    private SumsSimd() {}

    static float sum(float[] x, int xo, int n) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int end = n / Sums.PARTS * Sums.PARTS;
        if (L == 16) {
            for (int i = 0; i < end; i += 16) {
                a = a.add(FloatVector.fromArray(F, x, xo + i));
            }
        } else if (L == 8) {
            for (int i = 0; i < end; i += 16) {
                a = a.add(FloatVector.fromArray(F, x, xo + i));
                b = b.add(FloatVector.fromArray(F, x, xo + i + 8));
            }
        } else {
            for (int i = 0; i < end; i += 16) {
                a = a.add(FloatVector.fromArray(F, x, xo + i));
                b = b.add(FloatVector.fromArray(F, x, xo + i + 4));
                c = c.add(FloatVector.fromArray(F, x, xo + i + 8));
                d = d.add(FloatVector.fromArray(F, x, xo + i + 12));
            }
        }
        float sum = combine(a, b, c, d);
        for (int i = end; i < n; i++) {
            sum += x[xo + i];
        }
        return sum;
    }

    static float sumOfSquares(float[] x, int xo, int n, float center) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int end = n / Sums.PARTS * Sums.PARTS;
        if (L == 16) {
            for (int i = 0; i < end; i += 16) {
                FloatVector v = FloatVector.fromArray(F, x, xo + i).sub(center);
                a = a.add(v.mul(v));
            }
        } else if (L == 8) {
            for (int i = 0; i < end; i += 16) {
                FloatVector v = FloatVector.fromArray(F, x, xo + i).sub(center);
                FloatVector w = FloatVector.fromArray(F, x, xo + i + 8).sub(center);
                a = a.add(v.mul(v));
                b = b.add(w.mul(w));
            }
        } else {
            for (int i = 0; i < end; i += 16) {
                FloatVector v = FloatVector.fromArray(F, x, xo + i).sub(center);
                a = a.add(v.mul(v));
                v = FloatVector.fromArray(F, x, xo + i + 4).sub(center);
                b = b.add(v.mul(v));
                v = FloatVector.fromArray(F, x, xo + i + 8).sub(center);
                c = c.add(v.mul(v));
                v = FloatVector.fromArray(F, x, xo + i + 12).sub(center);
                d = d.add(v.mul(v));
            }
        }
        float sum = combine(a, b, c, d);
        for (int i = end; i < n; i++) {
            float v = x[xo + i] - center;
            sum += v * v;
        }
        return sum;
    }

    /** Adds 16 parts, held in {@code a} alone, in {@code a} and {@code b}, or in all four: halves upon halves. */
    private static float combine(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        if (L == 16) {
            return halves(
                    lane(a, 0) + lane(a, 8),
                    lane(a, 1) + lane(a, 9),
                    lane(a, 2) + lane(a, 10),
                    lane(a, 3) + lane(a, 11),
                    lane(a, 4) + lane(a, 12),
                    lane(a, 5) + lane(a, 13),
                    lane(a, 6) + lane(a, 14),
                    lane(a, 7) + lane(a, 15));
        }
        if (L == 8) {
            FloatVector s = a.add(b);
            return halves(
                    lane(s, 0), lane(s, 1), lane(s, 2), lane(s, 3), lane(s, 4), lane(s, 5), lane(s, 6), lane(s, 7));
        }
        FloatVector s = a.add(c);
        FloatVector t = b.add(d);
        return halves(lane(s, 0), lane(s, 1), lane(s, 2), lane(s, 3), lane(t, 0), lane(t, 1), lane(t, 2), lane(t, 3));
    }

    private static float lane(FloatVector v, int i) {
        return v.lane(i);
    }

    private static float halves(float b0, float b1, float b2, float b3, float b4, float b5, float b6, float b7) {
        return b0 + b4 + (b2 + b6) + (b1 + b5 + (b3 + b7));
    }

    static float max(float[] x, int xo, int n) {
        FloatVector a = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (int end = n - 4 * L; i <= end; i += 4 * L) {
            a = a.max(FloatVector.fromArray(F, x, xo + i));
            b = b.max(FloatVector.fromArray(F, x, xo + i + L));
            c = c.max(FloatVector.fromArray(F, x, xo + i + 2 * L));
            d = d.max(FloatVector.fromArray(F, x, xo + i + 3 * L));
        }
        for (int end = n - L; i <= end; i += L) {
            a = a.max(FloatVector.fromArray(F, x, xo + i));
        }
        float max = a.max(b).max(c.max(d)).reduceLanes(VectorOperators.MAX);
        for (; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    static float min(float[] x, int xo, int n) {
        FloatVector a = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int i = 0;
        for (int end = n - 4 * L; i <= end; i += 4 * L) {
            a = a.min(FloatVector.fromArray(F, x, xo + i));
            b = b.min(FloatVector.fromArray(F, x, xo + i + L));
            c = c.min(FloatVector.fromArray(F, x, xo + i + 2 * L));
            d = d.min(FloatVector.fromArray(F, x, xo + i + 3 * L));
        }
        for (int end = n - L; i <= end; i += L) {
            a = a.min(FloatVector.fromArray(F, x, xo + i));
        }
        float min = a.min(b).min(c.min(d)).reduceLanes(VectorOperators.MIN);
        for (; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    /** Writes {@code exp(x - max)} and gives the sum of what it wrote; on vectors of 16 lanes. */
    static float expOfDifference(float[] x, int xo, float max, float[] y, int yo, int n) {
        FloatVector sums = FloatVector.zero(F);
        int end = n / Sums.PARTS * Sums.PARTS;
        for (int i = 0; i < end; i += Sums.PARTS) {
            FloatVector e =
                    VectorMathSimd.exp(FloatVector.fromArray(F, x, xo + i).sub(max));
            e.intoArray(y, yo + i);
            sums = sums.add(e);
        }
        float sum = combine(sums, sums, sums, sums);
        for (int i = end; i < n; i++) {
            float e = VectorMath.exp(x[xo + i] - max);
            y[yo + i] = e;
            sum += e;
        }
        return sum;
    }
}
