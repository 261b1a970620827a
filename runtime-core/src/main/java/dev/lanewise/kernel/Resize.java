package dev.lanewise.kernel;

/**
 * Interpolating resizes of float arrays by the tables of {@link ResizeAxis}. Positions that take the extrapolation
 * value are not written: the caller fills the target with it beforehand.
 */
public final class Resize {

    private Resize() {}

    /**
     * Resizes one axis of {@code [outer][axis][inner]}; rows {@code [from, to)} of {@code outer * axis.output()}, each
     * {@code inner} long. Several axes are resized one after another, the last axis first.
     */
    public static void axis(ResizeAxis axis, int inner, float[] x, int xo, float[] y, int yo, int from, int to) {
        int taps = axis.taps();
        for (int row = from; row < to; row++) {
            int position = row % axis.output();
            if (axis.index(position, 0) < 0) {
                continue;
            }
            int in = xo + row / axis.output() * axis.input() * inner;
            int out = yo + row * inner;
            int first = in + axis.index(position, 0) * inner;
            if (taps == 1) {
                System.arraycopy(x, first, y, out, inner);
                continue;
            }
            int second = in + axis.index(position, 1) * inner;
            blend(x, first, axis.weight(position, 0), second, axis.weight(position, 1), y, out, inner);
            for (int tap = 2; tap < taps; tap++) {
                multiplyAdd(x, in + axis.index(position, tap) * inner, axis.weight(position, tap), y, out, inner);
            }
        }
    }

    /**
     * Bilinear resize of channels-last images {@code [batch][height][width][channels]}, both axes of two taps; rows
     * {@code [from, to)} of {@code batch * height.output()}.
     */
    public static void bilinear(
            ResizeAxis height, ResizeAxis width, int channels, float[] x, int xo, float[] y, int yo, int from, int to) {
        int line = width.input() * channels;
        for (int row = from; row < to; row++) {
            int position = row % height.output();
            if (height.index(position, 0) < 0) {
                continue;
            }
            int image = xo + row / height.output() * height.input() * line;
            int top = image + height.index(position, 0) * line;
            int bottom = image + height.index(position, 1) * line;
            float topWeight = height.weight(position, 0);
            float bottomWeight = height.weight(position, 1);
            for (int column = 0; column < width.output(); column++) {
                int left = width.index(column, 0) * channels;
                if (left < 0) {
                    continue;
                }
                int right = width.index(column, 1) * channels;
                int out = yo + (row * width.output() + column) * channels;
                pixel(
                        x,
                        top + left,
                        top + right,
                        bottom + left,
                        bottom + right,
                        width.weight(column, 0),
                        width.weight(column, 1),
                        topWeight,
                        bottomWeight,
                        y,
                        out,
                        channels);
            }
        }
    }

    private static void pixel(
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
        if (Twins.simd() && channels >= Isa.LANES) {
            ResizeSimd.pixel(x, topLeft, topRight, bottomLeft, bottomRight, left, right, top, bottom, y, yo, channels);
            return;
        }
        for (int c = 0; c < channels; c++) {
            float above = left * x[topLeft + c] + right * x[topRight + c];
            float below = left * x[bottomLeft + c] + right * x[bottomRight + c];
            y[yo + c] = top * above + bottom * below;
        }
    }

    private static void blend(
            float[] x, int first, float firstWeight, int second, float secondWeight, float[] y, int yo, int length) {
        int done = Twins.simd() ? ResizeSimd.blend(x, first, firstWeight, second, secondWeight, y, yo, length) : 0;
        for (int i = done; i < length; i++) {
            y[yo + i] = firstWeight * x[first + i] + secondWeight * x[second + i];
        }
    }

    private static void multiplyAdd(float[] x, int xo, float weight, float[] y, int yo, int length) {
        int done = Twins.simd() ? ResizeSimd.multiplyAdd(x, xo, weight, y, yo, length) : 0;
        for (int i = done; i < length; i++) {
            y[yo + i] += weight * x[xo + i];
        }
    }

    /** Adds a run to another. */
    static void add(float[] x, int xo, float[] y, int yo, int length) {
        int done = Twins.simd() ? ResizeSimd.add(x, xo, y, yo, length) : 0;
        for (int i = done; i < length; i++) {
            y[yo + i] += x[xo + i];
        }
    }
}
