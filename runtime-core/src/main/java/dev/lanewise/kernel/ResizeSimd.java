package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Weighted sums of runs, vector by vector. C2 cannot tell that source and target never overlap where their offsets
 * differ, and leaves the plain loops scalar. Each method does a multiple of {@link Isa#LANES} and tells how many.
 */
final class ResizeSimd {

    private ResizeSimd() {}

    /** {@code y = a * x[first] + b * x[second]}. */
    static int blend(float[] x, int first, float a, int second, float b, float[] y, int yo, int length) {
        var one = FloatVector.broadcast(Lanes.F, a);
        var other = FloatVector.broadcast(Lanes.F, b);
        int i = 0;
        for (; i <= length - Lanes.L; i += Lanes.L) {
            var left = FloatVector.fromArray(Lanes.F, x, first + i).mul(one);
            left.add(FloatVector.fromArray(Lanes.F, x, second + i).mul(other)).intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code y += weight * x}. */
    static int multiplyAdd(float[] x, int xo, float weight, float[] y, int yo, int length) {
        var by = FloatVector.broadcast(Lanes.F, weight);
        int i = 0;
        for (; i <= length - Lanes.L; i += Lanes.L) {
            var product = FloatVector.fromArray(Lanes.F, x, xo + i).mul(by);
            FloatVector.fromArray(Lanes.F, y, yo + i).add(product).intoArray(y, yo + i);
        }
        return i;
    }

    /** {@code y += x}. */
    static int add(float[] x, int xo, float[] y, int yo, int length) {
        int i = 0;
        for (; i <= length - Lanes.L; i += Lanes.L) {
            FloatVector.fromArray(Lanes.F, y, yo + i)
                    .add(FloatVector.fromArray(Lanes.F, x, xo + i))
                    .intoArray(y, yo + i);
        }
        return i;
    }

    /** One pixel of a bilinear resize, of a vector's channels at least; the last vector may overlap the one before. */
    static void pixel(
            float[] x,
            int topLeft,
            int topRight,
            int bottomLeft,
            int bottomRight,
            float left,
            float right,
            float top,
            float bottom,
            float[] y,
            int yo,
            int channels) {
        var l = FloatVector.broadcast(Lanes.F, left);
        var r = FloatVector.broadcast(Lanes.F, right);
        var t = FloatVector.broadcast(Lanes.F, top);
        var b = FloatVector.broadcast(Lanes.F, bottom);
        for (int done = 0; done < channels; done += Lanes.L) {
            int c = Math.min(done, channels - Lanes.L);
            var above = FloatVector.fromArray(Lanes.F, x, topLeft + c)
                    .mul(l)
                    .add(FloatVector.fromArray(Lanes.F, x, topRight + c).mul(r));
            var below = FloatVector.fromArray(Lanes.F, x, bottomLeft + c)
                    .mul(l)
                    .add(FloatVector.fromArray(Lanes.F, x, bottomRight + c).mul(r));
            above.mul(t).add(below.mul(b)).intoArray(y, yo + c);
        }
    }
}
