package dev.lanewise.kernel;

import java.util.Arrays;

/** Pooling of a region of an image, channels last, into a grid of bins. ONNX RoiAlign and MaxRoiPool. */
public final class RegionPooling {

    private RegionPooling() {}

    /**
     * Averages bilinear samples over one bin {@code [top, top + height) × [left, left + width)}, or takes the greatest
     * weighted corner of them as ONNX does; {@code down × across} samples. Without samples the bin is 0.
     */
    public static void align(
            float[] x,
            int xo,
            int rows,
            int columns,
            int channels,
            float top,
            float left,
            float height,
            float width,
            int down,
            int across,
            boolean greatest,
            float[] y,
            int yo) {
        Arrays.fill(y, yo, yo + channels, 0);
        boolean first = true;
        for (int i = 0; i < down; i++) {
            float row = top + (i + 0.5f) * height / down;
            for (int j = 0; j < across; j++) {
                float column = left + (j + 0.5f) * width / across;
                sample(x, xo, rows, columns, channels, row, column, greatest, first, y, yo);
                first = false;
            }
        }
        if (!greatest) {
            float count = Math.max(1f, (float) down * across);
            for (int c = 0; c < channels; c++) {
                y[yo + c] /= count;
            }
        }
    }

    private static void sample(
            float[] x,
            int xo,
            int rows,
            int columns,
            int channels,
            float row,
            float column,
            boolean greatest,
            boolean first,
            float[] y,
            int yo) {
        boolean inside = row >= -1 && row <= rows && column >= -1 && column <= columns;
        float down = inside ? Math.clamp(row, 0f, rows - 1f) : 0;
        float across = inside ? Math.clamp(column, 0f, columns - 1f) : 0;
        int top = (int) down;
        int left = (int) across;
        float v = down - top;
        float u = across - left;
        float scale = inside ? 1 : 0;
        int upper = xo + top * columns * channels;
        int lower = xo + Math.min(top + 1, rows - 1) * columns * channels;
        int near = left * channels;
        int far = Math.min(left + 1, columns - 1) * channels;
        float a = (1 - v) * (1 - u) * scale;
        float b = (1 - v) * u * scale;
        float c = v * (1 - u) * scale;
        float d = v * u * scale;
        for (int i = 0; i < channels; i++) {
            float p = a * x[upper + near + i];
            float q = b * x[upper + far + i];
            float r = c * x[lower + near + i];
            float s = d * x[lower + far + i];
            if (greatest) {
                float best = Math.max(Math.max(p, q), Math.max(r, s));
                y[yo + i] = first ? best : Math.max(y[yo + i], best);
            } else {
                y[yo + i] += p + q + r + s;
            }
        }
    }

    /** The greatest pixel of the rows {@code [top, bottom)} and columns {@code [left, right)}; 0 when there is none. */
    public static void max(
            float[] x, int xo, int columns, int channels, int top, int bottom, int left, int right, float[] y, int yo) {
        boolean empty = bottom <= top || right <= left;
        Arrays.fill(y, yo, yo + channels, empty ? 0 : Float.NEGATIVE_INFINITY);
        for (int row = top; row < bottom; row++) {
            for (int column = left; column < right; column++) {
                int at = xo + (row * columns + column) * channels;
                for (int c = 0; c < channels; c++) {
                    y[yo + c] = Math.max(y[yo + c], x[at + c]);
                }
            }
        }
    }
}
