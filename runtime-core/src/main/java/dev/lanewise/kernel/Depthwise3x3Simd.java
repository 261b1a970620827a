package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Full 3x3 windows of stride one: nine weights and the bias stay in registers, and four neighbouring outputs share the
 * inputs they load. The loads are as many as C2 still inlines into one method.
 */
final class Depthwise3x3Simd {

    private Depthwise3x3Simd() {}

    /** {@code 4 * steps} outputs of one channel block, each starting from the block's bias. */
    static void run(
            float[] x,
            int xo,
            int rowStep,
            float[] w,
            int wo,
            int channels,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int steps) {
        var w0 = FloatVector.fromArray(Lanes.F, w, wo);
        var w1 = FloatVector.fromArray(Lanes.F, w, wo + channels);
        var w2 = FloatVector.fromArray(Lanes.F, w, wo + 2 * channels);
        var w3 = FloatVector.fromArray(Lanes.F, w, wo + 3 * channels);
        var w4 = FloatVector.fromArray(Lanes.F, w, wo + 4 * channels);
        var w5 = FloatVector.fromArray(Lanes.F, w, wo + 5 * channels);
        var w6 = FloatVector.fromArray(Lanes.F, w, wo + 6 * channels);
        var w7 = FloatVector.fromArray(Lanes.F, w, wo + 7 * channels);
        var w8 = FloatVector.fromArray(Lanes.F, w, wo + 8 * channels);
        var start = FloatVector.fromArray(Lanes.F, bias, bo);
        for (int step = 0; step < steps; step++) {
            int in = xo + step * 4 * channels;
            int out = yo + step * 4 * channels;
            var v = FloatVector.fromArray(Lanes.F, x, in);
            var y0 = w0.fma(v, start);
            v = FloatVector.fromArray(Lanes.F, x, in + channels);
            y0 = w1.fma(v, y0);
            var y1 = w0.fma(v, start);
            v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
            y0 = w2.fma(v, y0);
            y1 = w1.fma(v, y1);
            var y2 = w0.fma(v, start);
            v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
            y1 = w2.fma(v, y1);
            y2 = w1.fma(v, y2);
            var y3 = w0.fma(v, start);
            v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
            y2 = w2.fma(v, y2);
            y3 = w1.fma(v, y3);
            v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
            y3 = w2.fma(v, y3);
            in += rowStep;
            v = FloatVector.fromArray(Lanes.F, x, in);
            y0 = w3.fma(v, y0);
            v = FloatVector.fromArray(Lanes.F, x, in + channels);
            y0 = w4.fma(v, y0);
            y1 = w3.fma(v, y1);
            v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
            y0 = w5.fma(v, y0);
            y1 = w4.fma(v, y1);
            y2 = w3.fma(v, y2);
            v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
            y1 = w5.fma(v, y1);
            y2 = w4.fma(v, y2);
            y3 = w3.fma(v, y3);
            v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
            y2 = w5.fma(v, y2);
            y3 = w4.fma(v, y3);
            v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
            y3 = w5.fma(v, y3);
            in += rowStep;
            v = FloatVector.fromArray(Lanes.F, x, in);
            y0 = w6.fma(v, y0);
            v = FloatVector.fromArray(Lanes.F, x, in + channels);
            y0 = w7.fma(v, y0);
            y1 = w6.fma(v, y1);
            v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
            y0 = w8.fma(v, y0);
            y1 = w7.fma(v, y1);
            y2 = w6.fma(v, y2);
            v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
            y1 = w8.fma(v, y1);
            y2 = w7.fma(v, y2);
            y3 = w6.fma(v, y3);
            v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
            y2 = w8.fma(v, y2);
            y3 = w7.fma(v, y3);
            v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
            y3 = w8.fma(v, y3);
            y0.intoArray(y, out);
            y1.intoArray(y, out + channels);
            y2.intoArray(y, out + 2 * channels);
            y3.intoArray(y, out + 3 * channels);
        }
    }
}
