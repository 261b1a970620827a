package dev.lanewise.kernel;

/**
 * Depthwise convolution with stride one, channel multiplier one and so few channels that a vector holds several
 * neighbouring outputs, which read neighbouring inputs: with the weights of a tap repeated, they are one wide output.
 * Columns that touch the padding are computed one by one; the last block overlaps the one before it, so outputs may not
 * alias inputs.
 */
final class DepthwiseNarrow {

    /** Vectors that {@link DepthwiseRowsSimd} computes at a time. */
    private static final int STEP = 4;

    private DepthwiseNarrow() {}

    /** Whether weights of so many channels are also packed repeated. */
    static boolean repeats(int channels) {
        return Isa.SIMD && channels < Isa.LANES && Isa.LANES % channels == 0;
    }

    /** Whether {@link #row} computes the rows of such a convolution. */
    static boolean suits(WindowGeometry geometry, int channels) {
        WindowGeometry.Axis across = geometry.width();
        return Twins.simd()
                && repeats(channels)
                && across.stride() == 1
                && (across.interiorEnd() - across.interiorBegin()) * channels >= STEP * Isa.LANES;
    }

    /** Repeats taps packed {@code [tap][channels]} to fill vectors. */
    static void repeat(float[] packed, int from, int channels, int taps, int to) {
        for (int tap = 0; tap < taps; tap++) {
            fill(packed, from + tap * channels, channels, packed, to + tap * Isa.LANES, Isa.LANES);
        }
    }

    private static void fill(float[] pattern, int po, int period, float[] y, int yo, int length) {
        System.arraycopy(pattern, po, y, yo, period);
        for (int filled = period; filled < length; filled *= 2) {
            System.arraycopy(y, yo, y, yo + filled, Math.min(filled, length - filled));
        }
    }

    /** One output row. */
    static void row(
            WindowGeometry geometry,
            int channels,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int depth,
            int height) {
        WindowGeometry.Axis across = geometry.width();
        int begin = across.interiorBegin();
        int end = across.interiorEnd();
        DepthwiseScalar.columns(geometry, channels, x, xo, weights, wo, bias, bo, y, yo, depth, height, 0, begin);
        DepthwiseScalar.columns(
                geometry, channels, x, xo, weights, wo, bias, bo, y, yo, depth, height, end, across.output());
        int repeated = wo + geometry.taps() * channels;
        int block = STEP * Isa.LANES / channels;
        int steps = (end - begin) / block;
        block(geometry, channels, x, xo, weights, repeated, bias, bo, y, yo, depth, height, begin, steps);
        if (begin + steps * block < end) {
            block(geometry, channels, x, xo, weights, repeated, bias, bo, y, yo, depth, height, end - block, 1);
        }
    }

    private static void block(
            WindowGeometry geometry,
            int channels,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int depth,
            int height,
            int column,
            int steps) {
        WindowGeometry.Axis deep = geometry.depth();
        WindowGeometry.Axis high = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        int firstRow = high.firstTap(height);
        int rows = high.endTap(height) - firstRow;
        int rowStep = high.dilation() * across.input() * channels;
        int out = yo + column * channels;
        fill(bias, bo, channels, y, out, steps * STEP * Isa.LANES);
        for (int kd = deep.firstTap(depth); rows > 0 && kd < deep.endTap(depth); kd++) {
            int line = DepthwiseScalar.rowStart(geometry, depth, height, kd, firstRow) + across.start(column);
            DepthwiseRowsSimd.any(
                    x,
                    xo + line * channels,
                    rowStep,
                    across.dilation() * channels,
                    Isa.LANES,
                    weights,
                    wo + DepthwiseScalar.rowTap(geometry, kd, firstRow) * Isa.LANES,
                    rows,
                    across.kernel(),
                    Isa.LANES,
                    y,
                    out,
                    Isa.LANES,
                    y,
                    out,
                    steps);
        }
    }
}
