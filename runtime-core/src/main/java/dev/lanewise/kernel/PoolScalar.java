package dev.lanewise.kernel;

import java.util.Arrays;

/** Plain Java twin of {@link PoolSimd}, general powers, and maxima with indices. */
final class PoolScalar {

    private PoolScalar() {}

    /** Reduces one window of {@code depths * rows * columns} pixels, at least one. */
    static void pixel(
            PoolOp op,
            float[] x,
            int xo,
            int depthStep,
            int rowStep,
            int columnStep,
            int depths,
            int rows,
            int columns,
            int channels,
            float[] y,
            int yo) {
        Arrays.fill(y, yo, yo + channels, op == PoolOp.MAX ? Float.NEGATIVE_INFINITY : 0);
        for (int d = 0; d < depths; d++) {
            for (int r = 0; r < rows; r++) {
                for (int c = 0; c < columns; c++) {
                    accumulate(op, x, xo + d * depthStep + r * rowStep + c * columnStep, channels, y, yo);
                }
            }
        }
    }

    private static void accumulate(PoolOp op, float[] x, int xo, int length, float[] y, int yo) {
        switch (op) {
            case MAX -> {
                for (int i = 0; i < length; i++) {
                    y[yo + i] = Math.max(y[yo + i], x[xo + i]);
                }
            }
            case SUM -> {
                for (int i = 0; i < length; i++) {
                    y[yo + i] += x[xo + i];
                }
            }
            case SUM_OF_MAGNITUDES -> {
                for (int i = 0; i < length; i++) {
                    y[yo + i] += Math.abs(x[xo + i]);
                }
            }
            case SUM_OF_SQUARES -> {
                for (int i = 0; i < length; i++) {
                    y[yo + i] += x[xo + i] * x[xo + i];
                }
            }
        }
    }

    /** One output row of {@code (sum |x|^p)^(1/p)}. */
    static void powers(WindowGeometry geometry, int channels, int p, float[] x, int xo, float[] y, int yo, int row) {
        for (int column = 0; column < geometry.width().output(); column++) {
            for (int c = 0; c < channels; c++) {
                double sum = 0;
                for (int tap = 0; tap < geometry.taps(); tap++) {
                    int pixel = pixel(geometry, row, column, tap);
                    if (pixel >= 0) {
                        sum += Math.pow(Math.abs(x[xo + pixel * channels + c]), p);
                    }
                }
                y[yo + column * channels + c] = (float) Math.pow(sum, 1.0 / p);
            }
        }
    }

    /** One output row of maxima with their places in the image. */
    static void indexedRow(
            WindowGeometry geometry,
            int channels,
            boolean columnMajor,
            float[] x,
            int xo,
            float[] y,
            int yo,
            long[] indices,
            int io,
            int row) {
        int rowLength = geometry.width().output() * channels;
        Arrays.fill(y, yo, yo + rowLength, Float.NEGATIVE_INFINITY);
        Arrays.fill(indices, io, io + rowLength, -1);
        for (int column = 0; column < geometry.width().output(); column++) {
            int out = column * channels;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int pixel = pixel(geometry, row, column, tap);
                if (pixel >= 0) {
                    long index = index(geometry, pixel % geometry.inputPixels(), columnMajor);
                    int in = xo + pixel * channels;
                    for (int c = 0; c < channels; c++) {
                        float value = x[in + c];
                        float best = y[yo + out + c];
                        boolean better = value > best || (Float.isNaN(value) && !Float.isNaN(best));
                        if (better || indices[io + out + c] < 0) {
                            y[yo + out + c] = value;
                            indices[io + out + c] = index;
                        }
                    }
                }
            }
        }
    }

    /** The place of a pixel of the image in row-major or column-major order. */
    static long index(WindowGeometry geometry, int pixel, boolean columnMajor) {
        if (!columnMajor) {
            return pixel;
        }
        int width = geometry.width().input();
        int height = geometry.height().input();
        int line = pixel / width;
        return line / height + (long) geometry.depth().input() * (line % height + (long) height * (pixel % width));
    }

    /** The pixel of the whole batch under a tap, or -1 in the padding. */
    static int pixel(WindowGeometry geometry, int row, int column, int tap) {
        WindowGeometry.Axis deep = geometry.depth();
        WindowGeometry.Axis high = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int inImage = row % geometry.outputRows();
        int line = tap / across.kernel();
        int z = deep.start(inImage / high.output()) + line / high.kernel() * deep.dilation();
        int h = high.start(inImage % high.output()) + line % high.kernel() * high.dilation();
        int w = across.start(column) + tap % across.kernel() * across.dilation();
        boolean inside = z >= 0 && z < deep.input() && h >= 0 && h < high.input() && w >= 0 && w < across.input();
        int image = row / geometry.outputRows() * geometry.inputPixels();
        return inside ? image + (z * high.input() + h) * across.input() + w : -1;
    }
}
