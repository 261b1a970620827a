package dev.lanewise.kernel;

/**
 * Depthwise convolution over channels-last images {@code [batch][D][H][W][channels]}: output channel {@code c *
 * multiplier + m} sees input channel {@code c} alone. Every output is one multiply-add chain in order of its taps,
 * starting from the bias; taps in the padding are left out.
 *
 * <p>Weights are packed {@code [tap][output channel]}, and those of few channels a second time behind that, repeated to
 * fill vectors. Work is split by output rows, numbered through the batch.
 */
public final class Depthwise {

    private Depthwise() {}

    /** Floats that packed weights take. */
    public static int packedLength(int outputChannels, int taps) {
        return taps * (outputChannels + (DepthwiseNarrow.repeats(outputChannels) ? Isa.LANES : 0));
    }

    /** Packs ONNX weights {@code [output channels][1][taps...]}. */
    public static void pack(float[] weights, int wo, int outputChannels, int taps, float[] packed, int po) {
        for (int channel = 0; channel < outputChannels; channel++) {
            for (int tap = 0; tap < taps; tap++) {
                packed[po + tap * outputChannels + channel] = weights[wo + channel * taps + tap];
            }
        }
        if (DepthwiseNarrow.repeats(outputChannels)) {
            DepthwiseNarrow.repeat(packed, po, outputChannels, taps, po + taps * outputChannels);
        }
    }

    /**
     * Convolves the output rows {@code [from, to)} of {@code batch * geometry.outputRows()} and applies the activation.
     * The bias has one value for each output channel.
     */
    public static void run(
            WindowGeometry geometry,
            int channels,
            int multiplier,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int activation,
            float alpha,
            float beta,
            int from,
            int to) {
        int rowLength = geometry.width().output() * channels * multiplier;
        for (int row = from; row < to; row++) {
            int out = yo + row * rowLength;
            row(geometry, channels, multiplier, x, xo, weights, wo, bias, bo, y, out, row);
            if (activation != Activations.NONE) {
                Activations.apply(activation, alpha, beta, y, out, rowLength);
            }
        }
    }

    /** As {@link #run}, with a residual of the output's shape added before the activation. */
    public static void runAdding(
            WindowGeometry geometry,
            int channels,
            int multiplier,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] residual,
            int ro,
            float[] y,
            int yo,
            int activation,
            float alpha,
            float beta,
            int from,
            int to) {
        int rowLength = geometry.width().output() * channels * multiplier;
        for (int row = from; row < to; row++) {
            int out = yo + row * rowLength;
            row(geometry, channels, multiplier, x, xo, weights, wo, bias, bo, y, out, row);
            Resize.add(residual, ro + row * rowLength, y, out, rowLength);
            if (activation != Activations.NONE) {
                Activations.apply(activation, alpha, beta, y, out, rowLength);
            }
        }
    }

    private static void row(
            WindowGeometry geometry,
            int channels,
            int multiplier,
            float[] x,
            int xo,
            float[] weights,
            int wo,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int row) {
        int rows = geometry.outputRows();
        int image = xo + row / rows * geometry.inputPixels() * channels;
        int inImage = row % rows;
        int depth = inImage / geometry.height().output();
        int height = inImage % geometry.height().output();
        if (multiplier != 1) {
            DepthwiseScalar.multiplied(
                    geometry, channels, multiplier, x, image, weights, wo, bias, bo, y, yo, depth, height);
        } else if (Twins.simd() && channels >= Isa.LANES) {
            DepthwiseSimd.row(geometry, channels, x, image, weights, wo, bias, bo, y, yo, depth, height);
        } else if (DepthwiseNarrow.suits(geometry, channels)) {
            DepthwiseNarrow.row(geometry, channels, x, image, weights, wo, bias, bo, y, yo, depth, height);
        } else {
            int columns = geometry.width().output();
            DepthwiseScalar.columns(
                    geometry, channels, x, image, weights, wo, bias, bo, y, yo, depth, height, 0, columns);
        }
    }
}
