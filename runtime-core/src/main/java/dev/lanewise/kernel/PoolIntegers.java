package dev.lanewise.kernel;

import java.util.Arrays;

/** Means over windows of channels-last images of narrow integers, rounded to nearest, ties away from zero. */
public final class PoolIntegers {

    private PoolIntegers() {}

    /**
     * Output rows {@code [from, to)} of bytes; see {@link Pool#average}. Padded positions do not count.
     *
     * @param sums scratch of {@code channels} ints
     */
    public static void average(
            WindowGeometry geometry,
            int channels,
            boolean signed,
            byte[] x,
            int xo,
            byte[] y,
            int yo,
            int[] sums,
            int so,
            int from,
            int to) {
        WindowGeometry.Axis across = geometry.width();
        WindowGeometry.Axis deep = geometry.depth();
        WindowGeometry.Axis high = geometry.height();
        for (int row = from; row < to; row++) {
            int inImage = row % geometry.outputRows();
            int depth = inImage / high.output();
            int height = inImage % high.output();
            int image = xo + row / geometry.outputRows() * geometry.inputPixels() * channels;
            int lines = (deep.endTap(depth) - deep.firstTap(depth)) * (high.endTap(height) - high.firstTap(height));
            for (int column = 0; column < across.output(); column++) {
                int first = across.firstTap(column);
                int taps = Math.max(0, across.endTap(column) - first);
                int left = (across.start(column) + first * across.dilation()) * channels;
                Arrays.fill(sums, so, so + channels, 0);
                for (int kd = deep.firstTap(depth); kd < deep.endTap(depth); kd++) {
                    for (int kh = high.firstTap(height); kh < high.endTap(height); kh++) {
                        int in = image + DepthwiseScalar.rowStart(geometry, depth, height, kd, kh) * channels + left;
                        addRow(signed, x, in, across.dilation() * channels, taps, channels, sums, so);
                    }
                }
                int count = Math.max(0, lines) * taps;
                int out = yo + (row * across.output() + column) * channels;
                for (int c = 0; c < channels; c++) {
                    y[out + c] = (byte) mean(sums[so + c], count);
                }
            }
        }
    }

    private static void addRow(
            boolean signed, byte[] x, int xo, int columnStep, int taps, int channels, int[] sums, int so) {
        int done = Twins.simd() ? PoolBytesSimd.add(signed, x, xo, columnStep, taps, channels, sums, so) : 0;
        int mask = signed ? -1 : 0xFF;
        for (int tap = 0; tap < taps; tap++) {
            int in = xo + tap * columnStep;
            for (int c = done; c < channels; c++) {
                sums[so + c] += x[in + c] & mask;
            }
        }
    }

    private static int mean(int sum, int count) {
        return count == 0 ? 0 : (sum + (sum > 0 ? count / 2 : -(count / 2))) / count;
    }

    /** Output rows {@code [from, to)} of INT16; see {@link Pool#average}. Padded positions do not count. */
    public static void average(
            WindowGeometry geometry, int channels, short[] x, int xo, short[] y, int yo, int from, int to) {
        int outputs = geometry.width().output() * channels;
        for (int i = from * outputs; i < to * outputs; i++) {
            int sum = 0;
            int count = 0;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int at = PoolDoubles.at(geometry, channels, i, tap);
                if (at >= 0) {
                    sum += x[xo + at];
                    count++;
                }
            }
            y[yo + i] = (short) mean(sum, count);
        }
    }
}
