package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Pooling over channels-last float images {@code [batch][D][H][W][channels]}: maximum, average and Lp norm, window by
 * window, taps in order. Work is split by output rows, numbered through the batch; a global pool is the window {@link
 * WindowGeometry#global}.
 */
public final class Pool {

    private Pool() {}

    /** Maxima over the window; an empty window gives negative infinity, NaN goes through. */
    public static void max(
            WindowGeometry geometry, int channels, float[] x, int xo, float[] y, int yo, int from, int to) {
        reduce(PoolOp.MAX, geometry, channels, x, xo, y, yo, from, to);
    }

    /** Means over the window, counting padded positions or not; an empty window gives zero. */
    public static void average(
            WindowGeometry geometry,
            int channels,
            boolean countPadding,
            float[] x,
            int xo,
            float[] y,
            int yo,
            int from,
            int to) {
        reduce(PoolOp.SUM, geometry, channels, x, xo, y, yo, from, to);
        int width = geometry.width().output();
        for (int row = from; row < to; row++) {
            for (int column = 0; column < width; column++) {
                divide(y, yo + (row * width + column) * channels, channels, count(geometry, countPadding, row, column));
            }
        }
    }

    /** Norms {@code (sum |x|^p)^(1/p)} over the window, {@code p > 0}. */
    public static void lp(
            WindowGeometry geometry, int channels, int p, float[] x, int xo, float[] y, int yo, int from, int to) {
        int rowLength = geometry.width().output() * channels;
        int begin = yo + from * rowLength;
        int end = yo + to * rowLength;
        if (p == 1) {
            reduce(PoolOp.SUM_OF_MAGNITUDES, geometry, channels, x, xo, y, yo, from, to);
        } else if (p == 2) {
            reduce(PoolOp.SUM_OF_SQUARES, geometry, channels, x, xo, y, yo, from, to);
            for (int i = begin; i < end; i++) {
                y[i] = (float) Math.sqrt(y[i]);
            }
        } else {
            for (int row = from; row < to; row++) {
                PoolScalar.powers(geometry, channels, p, x, xo, y, yo + row * rowLength, row);
            }
        }
    }

    /**
     * Maxima and where they are: the index counts pixels of the image, with the last axis fastest, or with the first
     * axis fastest when {@code columnMajor} (ONNX MaxPool's {@code storage_order}). The first of equal maxima counts.
     * The caller adds what batch and channel contribute. An empty window has index -1.
     */
    public static void maxWithIndices(
            WindowGeometry geometry,
            int channels,
            boolean columnMajor,
            float[] x,
            int xo,
            float[] y,
            int yo,
            long[] indices,
            int io,
            int from,
            int to) {
        int rowLength = geometry.width().output() * channels;
        for (int row = from; row < to; row++) {
            int at = row * rowLength;
            PoolScalar.indexedRow(geometry, channels, columnMajor, x, xo, y, yo + at, indices, io + at, row);
        }
    }

    /** Positions an average divides by: those inside the input, or also those inside its padding. */
    static int count(WindowGeometry geometry, boolean countPadding, int row, int column) {
        int inImage = row % geometry.outputRows();
        int depth = inImage / geometry.height().output();
        int height = inImage % geometry.height().output();
        return count(geometry.depth(), countPadding, depth)
                * count(geometry.height(), countPadding, height)
                * count(geometry.width(), countPadding, column);
    }

    private static int count(WindowGeometry.Axis axis, boolean countPadding, int position) {
        return countPadding ? axis.paddedTaps(position) : axis.endTap(position) - axis.firstTap(position);
    }

    private static void divide(float[] y, int yo, int length, int count) {
        float divisor = Math.max(1, count);
        for (int i = 0; i < length; i++) {
            y[yo + i] /= divisor;
        }
    }

    private static void reduce(
            PoolOp op, WindowGeometry geometry, int channels, float[] x, int xo, float[] y, int yo, int from, int to) {
        int rowLength = geometry.width().output() * channels;
        for (int row = from; row < to; row++) {
            reduceRow(op, geometry, channels, x, xo, y, yo + row * rowLength, row);
        }
    }

    /**
     * Fewer channels than lanes are reduced as a whole vector where the row has room for it: what is written behind them
     * is overwritten by the pixels that follow.
     */
    private static void reduceRow(
            PoolOp op, WindowGeometry geometry, int channels, float[] x, int xo, float[] y, int yo, int row) {
        WindowGeometry.Axis deep = geometry.depth();
        WindowGeometry.Axis high = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int inImage = row % geometry.outputRows();
        int depth = inImage / high.output();
        int height = inImage % high.output();
        int firstDepth = deep.firstTap(depth);
        int depths = deep.endTap(depth) - firstDepth;
        int firstRow = high.firstTap(height);
        int rows = high.endTap(height) - firstRow;
        int image = xo + row / geometry.outputRows() * geometry.inputPixels() * channels;
        int in = image + DepthwiseScalar.rowStart(geometry, depth, height, firstDepth, firstRow) * channels;
        int depthStep = deep.dilation() * high.input() * across.input() * channels;
        int rowStep = high.dilation() * across.input() * channels;
        int columnStep = across.dilation() * channels;
        int end = yo + across.output() * channels;
        for (int column = 0; column < across.output(); column++) {
            int firstColumn = across.firstTap(column);
            int columns = across.endTap(column) - firstColumn;
            int reach = (depths - 1) * depthStep + (rows - 1) * rowStep + (columns - 1) * columnStep + Isa.LANES;
            int pixel = in + across.start(column) * channels + firstColumn * columnStep;
            int out = yo + column * channels;
            if (depths * rows * columns == 0) {
                Arrays.fill(y, out, out + channels, op == PoolOp.MAX ? Float.NEGATIVE_INFINITY : 0);
            } else if (Twins.simd() && out + Math.max(channels, Isa.LANES) <= end && pixel + reach <= x.length) {
                int width = Math.max(channels, Isa.LANES);
                PoolSimd.pixel(op, x, pixel, depthStep, rowStep, columnStep, depths, rows, columns, width, y, out);
            } else {
                PoolScalar.pixel(op, x, pixel, depthStep, rowStep, columnStep, depths, rows, columns, channels, y, out);
            }
        }
    }
}
