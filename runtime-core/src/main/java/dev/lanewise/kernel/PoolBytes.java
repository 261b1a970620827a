package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Maximum pooling over channels-last images of 8-bit integers, signed or unsigned. An empty window gives the type's
 * least value. Work is split by output rows, numbered through the batch.
 */
public final class PoolBytes {

    private PoolBytes() {}

    /** Maxima over the window for the output rows {@code [from, to)}. */
    public static void max(
            WindowGeometry geometry,
            int channels,
            boolean signed,
            byte[] x,
            int xo,
            byte[] y,
            int yo,
            int from,
            int to) {
        WindowGeometry.Axis across = geometry.width();
        for (int row = from; row < to; row++) {
            int inImage = row % geometry.outputRows();
            int depth = inImage / geometry.height().output();
            int height = inImage % geometry.height().output();
            int image = xo + row / geometry.outputRows() * geometry.inputPixels() * channels;
            for (int column = 0; column < across.output(); column++) {
                int out = yo + (row * across.output() + column) * channels;
                int first = across.firstTap(column);
                int taps = across.endTap(column) - first;
                int left = (across.start(column) + first * across.dilation()) * channels;
                Arrays.fill(y, out, out + channels, signed ? Byte.MIN_VALUE : 0);
                for (int kd = geometry.depth().firstTap(depth);
                        kd < geometry.depth().endTap(depth);
                        kd++) {
                    for (int kh = geometry.height().firstTap(height);
                            kh < geometry.height().endTap(height);
                            kh++) {
                        int in = image + DepthwiseScalar.rowStart(geometry, depth, height, kd, kh) * channels + left;
                        maxRow(signed, x, in, across.dilation() * channels, taps, channels, y, out);
                    }
                }
            }
        }
    }

    private static void maxRow(
            boolean signed, byte[] x, int xo, int columnStep, int taps, int channels, byte[] y, int yo) {
        int done = 0;
        if (Twins.simd() && channels >= PoolBytesSimd.LANES) {
            done = channels - channels % PoolBytesSimd.LANES;
            PoolBytesSimd.max(signed, x, xo, columnStep, taps, done, y, yo);
        }
        int flip = signed ? 0 : 0x80;
        for (int tap = 0; tap < taps; tap++) {
            int in = xo + tap * columnStep;
            for (int c = done; c < channels; c++) {
                y[yo + c] = (byte) (flip ^ Math.max((byte) (flip ^ y[yo + c]), (byte) (flip ^ x[in + c])));
            }
        }
    }
}
