package dev.lanewise.kernel;

/** Means over windows of channels-last images of narrow integers, rounded to nearest, ties away from zero. */
public final class PoolIntegers {

    private PoolIntegers() {}

    /** Output rows {@code [from, to)}; see {@link Pool#average}. Padded positions do not count. */
    public static void average(
            WindowGeometry geometry,
            int channels,
            NumberFormat format,
            Object x,
            int xo,
            Object y,
            int yo,
            int from,
            int to) {
        int outputs = geometry.width().output() * channels;
        for (int i = from * outputs; i < to * outputs; i++) {
            int sum = 0;
            int count = 0;
            for (int tap = 0; tap < geometry.taps(); tap++) {
                int at = PoolDoubles.at(geometry, channels, i, tap);
                if (at >= 0) {
                    sum += (int) NumberCodec.readLong(format, x, xo + at);
                    count++;
                }
            }
            int mean = count == 0 ? 0 : (sum + (sum > 0 ? count / 2 : -(count / 2))) / count;
            if (y instanceof byte[] bytes) {
                bytes[yo + i] = (byte) mean;
            } else {
                ((short[]) y)[yo + i] = (short) mean;
            }
        }
    }
}
