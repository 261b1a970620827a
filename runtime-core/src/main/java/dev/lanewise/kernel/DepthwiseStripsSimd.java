package dev.lanewise.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * Depthwise convolution of stride one, a block of {@link Isa#LANES} channels at a time. The block's pixels are copied so
 * that they lie side by side, with zeros for the padding: all outputs are alike, and one register addresses a row of
 * pixels. A dilated convolution is one without dilation on every {@code dilation}-th row and column, for each of the
 * first ones.
 */
final class DepthwiseStripsSimd {

    /** Outputs that are computed together. */
    static final int TILE = 4;

    /** Floats of pixels that are copied at a time, a part of the second-level cache. */
    private static final int STRIP = 1 << 14;

    private DepthwiseStripsSimd() {}

    /** Floats of scratch that {@link #block} needs. */
    static int scratchLength(WindowGeometry geometry) {
        WindowGeometry.Axis across = geometry.width();
        int widest = (Math.ceilDiv(across.output(), across.dilation()) + across.kernel() - 1) * Lanes.L;
        return geometry.taps() * Lanes.L
                + Math.max(STRIP, widest * geometry.height().kernel());
    }

    /** The outputs of the channels from {@code channel} of one image, which begins at {@code xo}, its outputs at {@code yo}. */
    static void block(
            WindowGeometry geometry,
            int channels,
            int channel,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float low,
            float high,
            float[] y,
            int yo,
            float[] scratch,
            int so) {
        WindowGeometry.Axis down = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int strip = so + geometry.taps() * Lanes.L;
        gather(weights, wo + channel, channels, geometry.taps(), scratch, so);
        for (int column = 0; column < across.dilation(); column++) {
            int count = Math.ceilDiv(across.output() - column, across.dilation());
            int length = (count + across.kernel() - 1) * Lanes.L;
            int most = Math.max(1, STRIP / length - down.kernel() + 1);
            for (int first = 0; first < down.dilation(); first++) {
                int rows = Math.ceilDiv(down.output() - first, down.dilation());
                for (int from = 0; from < rows; from += most) {
                    int row = first + from * down.dilation();
                    int some = Math.min(most, rows - from);
                    for (int i = 0; i < some + down.kernel() - 1; i++) {
                        int line = down.start(row) + i * down.dilation();
                        int to = strip + i * length;
                        if (line < 0 || line >= down.input()) {
                            Arrays.fill(scratch, to, to + length, 0);
                        } else {
                            int in = xo + line * across.input() * channels + channel;
                            copy(across, column, channels, x, in, scratch, to, length / Lanes.L);
                        }
                    }
                    for (int i = 0; i < some; i++) {
                        int out = yo + ((row + i * down.dilation()) * across.output() + column) * channels + channel;
                        row(
                                across.kernel(),
                                down.kernel(),
                                scratch,
                                strip + i * length,
                                length,
                                so,
                                bias,
                                bo + channel,
                                low,
                                high,
                                y,
                                out,
                                across.dilation() * channels,
                                count);
                    }
                }
            }
        }
    }

    /** Every {@code dilation}-th pixel of a line, from the first tap of output {@code column} on. */
    private static void copy(
            WindowGeometry.Axis across, int column, int channels, float[] x, int xo, float[] y, int yo, int pixels) {
        int start = across.start(column);
        int begin = Math.min(pixels, Math.ceilDiv(Math.max(0, -start), across.dilation()));
        int end = Math.clamp(Math.ceilDiv(across.input() - start, across.dilation()), begin, pixels);
        int step = across.dilation() * channels;
        Arrays.fill(y, yo, yo + begin * Lanes.L, 0);
        gather(x, xo + start * channels + begin * step, step, end - begin, y, yo + begin * Lanes.L);
        Arrays.fill(y, yo + end * Lanes.L, yo + pixels * Lanes.L, 0);
    }

    private static void gather(float[] x, int xo, int step, int count, float[] y, int yo) {
        for (int i = 0; i < count; i++) {
            FloatVector.fromArray(Lanes.F, x, xo + i * step).intoArray(y, yo + i * Lanes.L);
        }
    }

    /** {@code count} outputs, {@code step} apart in {@code y}; the last tile overlaps the one before it. */
    private static void row(
            int kernel,
            int rows,
            float[] strip,
            int xo,
            int length,
            int wo,
            float[] bias,
            int bo,
            float low,
            float high,
            float[] y,
            int yo,
            int step,
            int count) {
        if (kernel == 3) {
            three(rows, strip, xo, length, wo, bias, bo, low, high, y, yo, step, count);
        } else {
            five(rows, strip, xo, length, wo, bias, bo, y, yo, step, count);
            if (low > Float.NEGATIVE_INFINITY || high < Float.POSITIVE_INFINITY) {
                clip(low, high, y, yo, step, count);
            }
        }
    }

    private static void three(
            int rows,
            float[] strip,
            int xo,
            int length,
            int wo,
            float[] bias,
            int bo,
            float low,
            float high,
            float[] y,
            int yo,
            int step,
            int count) {
        for (int tile = 0; tile < count; tile += TILE) {
            int column = Math.min(tile, count - TILE);
            int in = xo + column * Lanes.L;
            int weight = wo;
            var y0 = FloatVector.fromArray(Lanes.F, bias, bo);
            var y1 = FloatVector.fromArray(Lanes.F, bias, bo);
            var y2 = FloatVector.fromArray(Lanes.F, bias, bo);
            var y3 = FloatVector.fromArray(Lanes.F, bias, bo);
            for (int row = 0; row < rows; row++, in += length, weight += 3 * Lanes.L) {
                var w0 = FloatVector.fromArray(Lanes.F, strip, weight);
                var w1 = FloatVector.fromArray(Lanes.F, strip, weight + Lanes.L);
                var w2 = FloatVector.fromArray(Lanes.F, strip, weight + 2 * Lanes.L);
                var v = FloatVector.fromArray(Lanes.F, strip, in);
                y0 = w0.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, strip, in + Lanes.L);
                y0 = w1.fma(v, y0);
                y1 = w0.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, strip, in + 2 * Lanes.L);
                y0 = w2.fma(v, y0);
                y1 = w1.fma(v, y1);
                y2 = w0.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, strip, in + 3 * Lanes.L);
                y1 = w2.fma(v, y1);
                y2 = w1.fma(v, y2);
                y3 = w0.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, strip, in + 4 * Lanes.L);
                y2 = w2.fma(v, y2);
                y3 = w1.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, strip, in + 5 * Lanes.L);
                y3 = w2.fma(v, y3);
            }
            int out = yo + column * step;
            UnarySimd.clamp(y0, low, high).intoArray(y, out);
            UnarySimd.clamp(y1, low, high).intoArray(y, out + step);
            UnarySimd.clamp(y2, low, high).intoArray(y, out + 2 * step);
            UnarySimd.clamp(y3, low, high).intoArray(y, out + 3 * step);
        }
    }

    /** Without the bounds, for which C2 has no room in this method. */
    private static void five(
            int rows,
            float[] strip,
            int xo,
            int length,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int step,
            int count) {
        for (int tile = 0; tile < count; tile += TILE) {
            int column = Math.min(tile, count - TILE);
            int in = xo + column * Lanes.L;
            int weight = wo;
            var y0 = FloatVector.fromArray(Lanes.F, bias, bo);
            var y1 = FloatVector.fromArray(Lanes.F, bias, bo);
            var y2 = FloatVector.fromArray(Lanes.F, bias, bo);
            var y3 = FloatVector.fromArray(Lanes.F, bias, bo);
            for (int row = 0; row < rows; row++, in += length, weight += 5 * Lanes.L) {
                var w0 = FloatVector.fromArray(Lanes.F, strip, weight);
                var w1 = FloatVector.fromArray(Lanes.F, strip, weight + Lanes.L);
                var w2 = FloatVector.fromArray(Lanes.F, strip, weight + 2 * Lanes.L);
                var w3 = FloatVector.fromArray(Lanes.F, strip, weight + 3 * Lanes.L);
                var w4 = FloatVector.fromArray(Lanes.F, strip, weight + 4 * Lanes.L);
                var v = FloatVector.fromArray(Lanes.F, strip, in);
                y0 = w0.fma(v, y0);
                v = FloatVector.fromArray(Lanes.F, strip, in + Lanes.L);
                y0 = w1.fma(v, y0);
                y1 = w0.fma(v, y1);
                v = FloatVector.fromArray(Lanes.F, strip, in + 2 * Lanes.L);
                y0 = w2.fma(v, y0);
                y1 = w1.fma(v, y1);
                y2 = w0.fma(v, y2);
                v = FloatVector.fromArray(Lanes.F, strip, in + 3 * Lanes.L);
                y0 = w3.fma(v, y0);
                y1 = w2.fma(v, y1);
                y2 = w1.fma(v, y2);
                y3 = w0.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, strip, in + 4 * Lanes.L);
                y0 = w4.fma(v, y0);
                y1 = w3.fma(v, y1);
                y2 = w2.fma(v, y2);
                y3 = w1.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, strip, in + 5 * Lanes.L);
                y1 = w4.fma(v, y1);
                y2 = w3.fma(v, y2);
                y3 = w2.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, strip, in + 6 * Lanes.L);
                y2 = w4.fma(v, y2);
                y3 = w3.fma(v, y3);
                v = FloatVector.fromArray(Lanes.F, strip, in + 7 * Lanes.L);
                y3 = w4.fma(v, y3);
            }
            int out = yo + column * step;
            y0.intoArray(y, out);
            y1.intoArray(y, out + step);
            y2.intoArray(y, out + 2 * step);
            y3.intoArray(y, out + 3 * step);
        }
    }

    private static void clip(float low, float high, float[] y, int yo, int step, int count) {
        for (int i = 0; i < count; i++) {
            UnarySimd.clamp(FloatVector.fromArray(Lanes.F, y, yo + i * step), low, high)
                    .intoArray(y, yo + i * step);
        }
    }
}
