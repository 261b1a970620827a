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
        return combine(false, x, xo + end, n - end, a, b, c, d);
    }

    static float sumOfSquares(float[] x, int xo, int n) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int end = n / Sums.PARTS * Sums.PARTS;
        if (L == 16) {
            for (int i = 0; i < end; i += 16) {
                FloatVector v = FloatVector.fromArray(F, x, xo + i);
                a = a.add(v.mul(v));
            }
        } else if (L == 8) {
            for (int i = 0; i < end; i += 16) {
                FloatVector v = FloatVector.fromArray(F, x, xo + i);
                FloatVector w = FloatVector.fromArray(F, x, xo + i + 8);
                a = a.add(v.mul(v));
                b = b.add(w.mul(w));
            }
        } else {
            for (int i = 0; i < end; i += 16) {
                FloatVector v = FloatVector.fromArray(F, x, xo + i);
                a = a.add(v.mul(v));
                v = FloatVector.fromArray(F, x, xo + i + 4);
                b = b.add(v.mul(v));
                v = FloatVector.fromArray(F, x, xo + i + 8);
                c = c.add(v.mul(v));
                v = FloatVector.fromArray(F, x, xo + i + 12);
                d = d.add(v.mul(v));
            }
        }
        return combine(true, x, xo + end, n - end, a, b, c, d);
    }

    /** Adds up 16 parts, held in {@code a} alone, in {@code a} and {@code b}, or in all four, and what is left over. */
    private static float combine(
            boolean squares, float[] x, int xo, int n, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        return switch (L) {
            case 16 -> combine16(squares, x, xo, n, a);
            case 8 -> combine8(squares, x, xo, n, a, b);
            default -> combine4(squares, x, xo, n, a, b, c, d);
        };
    }

    private static float combine16(boolean squares, float[] x, int xo, int n, FloatVector a) {
        return Sums.combine(
                squares,
                x,
                xo,
                n,
                lane(a, 0),
                lane(a, 1),
                lane(a, 2),
                lane(a, 3),
                lane(a, 4),
                lane(a, 5),
                lane(a, 6),
                lane(a, 7),
                lane(a, 8),
                lane(a, 9),
                lane(a, 10),
                lane(a, 11),
                lane(a, 12),
                lane(a, 13),
                lane(a, 14),
                lane(a, 15));
    }

    private static float combine8(boolean squares, float[] x, int xo, int n, FloatVector a, FloatVector b) {
        return Sums.combine(
                squares,
                x,
                xo,
                n,
                lane(a, 0),
                lane(a, 1),
                lane(a, 2),
                lane(a, 3),
                lane(a, 4),
                lane(a, 5),
                lane(a, 6),
                lane(a, 7),
                lane(b, 0),
                lane(b, 1),
                lane(b, 2),
                lane(b, 3),
                lane(b, 4),
                lane(b, 5),
                lane(b, 6),
                lane(b, 7));
    }

    private static float combine4(
            boolean squares, float[] x, int xo, int n, FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        return Sums.combine(
                squares,
                x,
                xo,
                n,
                lane(a, 0),
                lane(a, 1),
                lane(a, 2),
                lane(a, 3),
                lane(b, 0),
                lane(b, 1),
                lane(b, 2),
                lane(b, 3),
                lane(c, 0),
                lane(c, 1),
                lane(c, 2),
                lane(c, 3),
                lane(d, 0),
                lane(d, 1),
                lane(d, 2),
                lane(d, 3));
    }

    private static float lane(FloatVector v, int i) {
        return v.lane(i);
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
        for (int i = end; i < n; i++) {
            y[yo + i] = VectorMath.exp(x[xo + i] - max);
        }
        return combine(false, y, yo + end, n - end, sums, sums, sums, sums);
    }
}
