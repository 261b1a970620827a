package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Windows of any number of tap rows: four neighbouring outputs stay in registers while the rows go by. The chain of
 * output {@code i} starts from the vector at {@code so + i * startStep}: the bias, or the sum so far.
 */
final class DepthwiseRowsSimd {

    private DepthwiseRowsSimd() {}

    /** Three dense taps across, stride one. */
    static void three(
            float[] x,
            int xo,
            int rowStep,
            float[] w,
            int wo,
            int rows,
            int channels,
            float[] start,
            int so,
            int startStep,
            float[] y,
            int yo,
            int steps) {
        for (int step = 0; step < steps; step++) {
            int in = xo + step * 4 * channels;
            int out = yo + step * 4 * channels;
            int from = so + step * 4 * startStep;
            var y0 = FloatVector.fromArray(Lanes.F, start, from);
            var y1 = FloatVector.fromArray(Lanes.F, start, from + startStep);
            var y2 = FloatVector.fromArray(Lanes.F, start, from + 2 * startStep);
            var y3 = FloatVector.fromArray(Lanes.F, start, from + 3 * startStep);
            for (int row = 0, weight = wo; row < rows; row++, in += rowStep, weight += 3 * channels) {
                var w0 = FloatVector.fromArray(Lanes.F, w, weight);
                var w1 = FloatVector.fromArray(Lanes.F, w, weight + channels);
                var w2 = FloatVector.fromArray(Lanes.F, w, weight + 2 * channels);
                var v = FloatVector.fromArray(Lanes.F, x, in);
                y0 = w0.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, x, in + channels);
                y0 = w1.fma(v, y0);
                y1 = w0.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
                y0 = w2.fma(v, y0);
                y1 = w1.fma(v, y1);
                y2 = w0.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
                y1 = w2.fma(v, y1);
                y2 = w1.fma(v, y2);
                y3 = w0.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
                y2 = w2.fma(v, y2);
                y3 = w1.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
                y3 = w2.fma(v, y3);
            }
            y0.intoArray(y, out);
            y1.intoArray(y, out + channels);
            y2.intoArray(y, out + 2 * channels);
            y3.intoArray(y, out + 3 * channels);
        }
    }

    /** Three dense taps across, stride two. */
    static void threeStride2(
            float[] x,
            int xo,
            int rowStep,
            float[] w,
            int wo,
            int rows,
            int channels,
            float[] start,
            int so,
            int startStep,
            float[] y,
            int yo,
            int steps) {
        for (int step = 0; step < steps; step++) {
            int in = xo + step * 8 * channels;
            int out = yo + step * 4 * channels;
            int from = so + step * 4 * startStep;
            var y0 = FloatVector.fromArray(Lanes.F, start, from);
            var y1 = FloatVector.fromArray(Lanes.F, start, from + startStep);
            var y2 = FloatVector.fromArray(Lanes.F, start, from + 2 * startStep);
            var y3 = FloatVector.fromArray(Lanes.F, start, from + 3 * startStep);
            for (int row = 0, weight = wo; row < rows; row++, in += rowStep, weight += 3 * channels) {
                var w0 = FloatVector.fromArray(Lanes.F, w, weight);
                var w1 = FloatVector.fromArray(Lanes.F, w, weight + channels);
                var w2 = FloatVector.fromArray(Lanes.F, w, weight + 2 * channels);
                var v = FloatVector.fromArray(Lanes.F, x, in);
                y0 = w0.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, x, in + channels);
                y0 = w1.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
                y0 = w2.fma(v, y0);
                y1 = w0.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
                y1 = w1.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
                y1 = w2.fma(v, y1);
                y2 = w0.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
                y2 = w1.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, x, in + 6 * channels);
                y2 = w2.fma(v, y2);
                y3 = w0.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 7 * channels);
                y3 = w1.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 8 * channels);
                y3 = w2.fma(v, y3);
            }
            y0.intoArray(y, out);
            y1.intoArray(y, out + channels);
            y2.intoArray(y, out + 2 * channels);
            y3.intoArray(y, out + 3 * channels);
        }
    }

    /** Five dense taps across, stride one. */
    static void five(
            float[] x,
            int xo,
            int rowStep,
            float[] w,
            int wo,
            int rows,
            int channels,
            float[] start,
            int so,
            int startStep,
            float[] y,
            int yo,
            int steps) {
        for (int step = 0; step < steps; step++) {
            int in = xo + step * 4 * channels;
            int out = yo + step * 4 * channels;
            int from = so + step * 4 * startStep;
            var y0 = FloatVector.fromArray(Lanes.F, start, from);
            var y1 = FloatVector.fromArray(Lanes.F, start, from + startStep);
            var y2 = FloatVector.fromArray(Lanes.F, start, from + 2 * startStep);
            var y3 = FloatVector.fromArray(Lanes.F, start, from + 3 * startStep);
            for (int row = 0, weight = wo; row < rows; row++, in += rowStep, weight += 5 * channels) {
                var w0 = FloatVector.fromArray(Lanes.F, w, weight);
                var w1 = FloatVector.fromArray(Lanes.F, w, weight + channels);
                var w2 = FloatVector.fromArray(Lanes.F, w, weight + 2 * channels);
                var w3 = FloatVector.fromArray(Lanes.F, w, weight + 3 * channels);
                var w4 = FloatVector.fromArray(Lanes.F, w, weight + 4 * channels);
                var v = FloatVector.fromArray(Lanes.F, x, in);
                y0 = w0.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, x, in + channels);
                y0 = w1.fma(v, y0);
                y1 = w0.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
                y0 = w2.fma(v, y0);
                y1 = w1.fma(v, y1);
                y2 = w0.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
                y0 = w3.fma(v, y0);
                y1 = w2.fma(v, y1);
                y2 = w1.fma(v, y2);
                y3 = w0.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
                y0 = w4.fma(v, y0);
                y1 = w3.fma(v, y1);
                y2 = w2.fma(v, y2);
                y3 = w1.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
                y1 = w4.fma(v, y1);
                y2 = w3.fma(v, y2);
                y3 = w2.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 6 * channels);
                y2 = w4.fma(v, y2);
                y3 = w3.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 7 * channels);
                y3 = w4.fma(v, y3);
            }
            y0.intoArray(y, out);
            y1.intoArray(y, out + channels);
            y2.intoArray(y, out + 2 * channels);
            y3.intoArray(y, out + 3 * channels);
        }
    }

    /** Five dense taps across, stride two. */
    static void fiveStride2(
            float[] x,
            int xo,
            int rowStep,
            float[] w,
            int wo,
            int rows,
            int channels,
            float[] start,
            int so,
            int startStep,
            float[] y,
            int yo,
            int steps) {
        for (int step = 0; step < steps; step++) {
            int in = xo + step * 8 * channels;
            int out = yo + step * 4 * channels;
            int from = so + step * 4 * startStep;
            var y0 = FloatVector.fromArray(Lanes.F, start, from);
            var y1 = FloatVector.fromArray(Lanes.F, start, from + startStep);
            var y2 = FloatVector.fromArray(Lanes.F, start, from + 2 * startStep);
            var y3 = FloatVector.fromArray(Lanes.F, start, from + 3 * startStep);
            for (int row = 0, weight = wo; row < rows; row++, in += rowStep, weight += 5 * channels) {
                var w0 = FloatVector.fromArray(Lanes.F, w, weight);
                var w1 = FloatVector.fromArray(Lanes.F, w, weight + channels);
                var w2 = FloatVector.fromArray(Lanes.F, w, weight + 2 * channels);
                var w3 = FloatVector.fromArray(Lanes.F, w, weight + 3 * channels);
                var w4 = FloatVector.fromArray(Lanes.F, w, weight + 4 * channels);
                var v = FloatVector.fromArray(Lanes.F, x, in);
                y0 = w0.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, x, in + channels);
                y0 = w1.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, x, in + 2 * channels);
                y0 = w2.fma(v, y0);
                y1 = w0.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, x, in + 3 * channels);
                y0 = w3.fma(v, y0);
                y1 = w1.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, x, in + 4 * channels);
                y0 = w4.fma(v, y0);
                y1 = w2.fma(v, y1);
                y2 = w0.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, x, in + 5 * channels);
                y1 = w3.fma(v, y1);
                y2 = w1.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, x, in + 6 * channels);
                y1 = w4.fma(v, y1);
                y2 = w2.fma(v, y2);
                y3 = w0.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 7 * channels);
                y2 = w3.fma(v, y2);
                y3 = w1.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 8 * channels);
                y2 = w4.fma(v, y2);
                y3 = w2.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 9 * channels);
                y3 = w3.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, x, in + 10 * channels);
                y3 = w4.fma(v, y3);
            }
            y0.intoArray(y, out);
            y1.intoArray(y, out + channels);
            y2.intoArray(y, out + 2 * channels);
            y3.intoArray(y, out + 3 * channels);
        }
    }

    /** Any kernel width, stride and dilation; {@code columnStep} and {@code stride} are in elements. */
    static void any(
            float[] x,
            int xo,
            int rowStep,
            int columnStep,
            int stride,
            float[] w,
            int wo,
            int rows,
            int kernel,
            int channels,
            float[] start,
            int so,
            int startStep,
            float[] y,
            int yo,
            int steps) {
        for (int step = 0; step < steps; step++) {
            int in = xo + step * 4 * stride;
            int out = yo + step * 4 * channels;
            int from = so + step * 4 * startStep;
            var y0 = FloatVector.fromArray(Lanes.F, start, from);
            var y1 = FloatVector.fromArray(Lanes.F, start, from + startStep);
            var y2 = FloatVector.fromArray(Lanes.F, start, from + 2 * startStep);
            var y3 = FloatVector.fromArray(Lanes.F, start, from + 3 * startStep);
            int weight = wo;
            for (int row = 0; row < rows; row++, in += rowStep) {
                for (int tap = 0; tap < kernel; tap++, weight += channels) {
                    int at = in + tap * columnStep;
                    var factor = FloatVector.fromArray(Lanes.F, w, weight);
                    y0 = factor.fma(FloatVector.fromArray(Lanes.F, x, at), y0);
                    y1 = factor.fma(FloatVector.fromArray(Lanes.F, x, at + stride), y1);
                    y2 = factor.fma(FloatVector.fromArray(Lanes.F, x, at + 2 * stride), y2);
                    y3 = factor.fma(FloatVector.fromArray(Lanes.F, x, at + 3 * stride), y3);
                }
            }
            y0.intoArray(y, out);
            y1.intoArray(y, out + channels);
            y2.intoArray(y, out + 2 * channels);
            y3.intoArray(y, out + 3 * channels);
        }
    }
}
