package dev.lanewise.kernel;

/**
 * Depthwise convolution block of channels by block of channels, for windows of stride one that touch the padding often
 * or are dilated: what {@link Depthwise} would compute column by column. Each output is the same chain of multiply-adds,
 * but for taps in the padding, which count as zeros: a weight that is infinite or NaN shows there.
 */
public final class DepthwiseStrips {

    private DepthwiseStrips() {}

    /** Whether {@link #run} computes such a convolution, and sooner than {@link Depthwise#run}. */
    public static boolean suits(WindowGeometry geometry, int channels, int activation) {
        WindowGeometry.Axis down = geometry.height();
        WindowGeometry.Axis across = geometry.width();
        boolean dense = down.stride() == 1 && across.stride() == 1;
        boolean flat = geometry.depth().equals(WindowGeometry.Axis.NONE);
        boolean pays = across.kernel() == 5 || across.kernel() == 3 && across.dilation() > 1;
        boolean bounds = activation == Activations.NONE || activation == Activations.CLIP;
        return Isa.SIMD
                && channels >= Isa.LANES
                && flat
                && dense
                && pays
                && bounds
                && down.output() >= down.dilation()
                && across.output() >= DepthwiseStripsSimd.TILE * across.dilation();
    }

    /** Blocks of channels of one image, the unit in which work is split. */
    public static int blocks(int channels) {
        return Math.ceilDiv(channels, Isa.LANES);
    }

    /** Floats of scratch that {@link #run} needs. */
    public static int scratchLength(WindowGeometry geometry) {
        return DepthwiseStripsSimd.scratchLength(geometry);
    }

    /**
     * Convolves the blocks {@code [from, to)}, numbered through the batch, with weights packed by {@link
     * Depthwise#pack}, one bias for each channel, and outputs from {@code low} to {@code high}.
     */
    public static void run(
            WindowGeometry geometry,
            int channels,
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
            int so,
            int from,
            int to) {
        int blocks = blocks(channels);
        for (int block = from; block < to; block++) {
            int image = block / blocks;
            int channel = Math.min(block % blocks * Isa.LANES, channels - Isa.LANES);
            int in = xo + image * geometry.inputPixels() * channels;
            int out = yo + image * geometry.outputPixels() * channels;
            if (Twins.simd()) {
                DepthwiseStripsSimd.block(
                        geometry, channels, channel, x, in, weights, wo, bias, bo, low, high, y, out, scratch, so);
            } else {
                DepthwiseScalar.block(
                        geometry, channels, channel, Isa.LANES, x, in, weights, wo, bias, bo, low, high, y, out);
            }
        }
    }
}
