package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** A vector of neighbouring pixels for each of four output channels of {@link PlaneConv}. */
final class PlaneConvSimd {

    private PlaneConvSimd() {}

    /** Starts from four floats at {@code from} of the scratch, and writes four vectors at {@code to}. */
    static void run(float[] x, int xo, int[] offsets, float[] filters, int fo, float[] scratch, int from, int to) {
        var s0 = FloatVector.broadcast(Lanes.F, scratch[from]);
        var s1 = FloatVector.broadcast(Lanes.F, scratch[from + 1]);
        var s2 = FloatVector.broadcast(Lanes.F, scratch[from + 2]);
        var s3 = FloatVector.broadcast(Lanes.F, scratch[from + 3]);
        for (int tap = 0; tap < offsets.length; tap++) {
            var pixels = FloatVector.fromArray(Lanes.F, x, xo + offsets[tap]);
            int filter = fo + tap * PlaneConv.CHANNELS;
            s0 = pixels.fma(FloatVector.broadcast(Lanes.F, filters[filter]), s0);
            s1 = pixels.fma(FloatVector.broadcast(Lanes.F, filters[filter + 1]), s1);
            s2 = pixels.fma(FloatVector.broadcast(Lanes.F, filters[filter + 2]), s2);
            s3 = pixels.fma(FloatVector.broadcast(Lanes.F, filters[filter + 3]), s3);
        }
        s0.intoArray(scratch, to);
        s1.intoArray(scratch, to + Lanes.L);
        s2.intoArray(scratch, to + 2 * Lanes.L);
        s3.intoArray(scratch, to + 3 * Lanes.L);
    }
}
