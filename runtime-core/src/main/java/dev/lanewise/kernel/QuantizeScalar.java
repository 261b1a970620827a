package dev.lanewise.kernel;

/**
 * Quantization in loops that C2 vectorises by itself, the plain twin of {@link QuantizeSimd}, and rows whose elements
 * have a scale each.
 */
final class QuantizeScalar {

    /** Added to a float of magnitude below 2^22, this rounds it to an integer, ties to even. */
    private static final float MAGIC = 0x1.8p23f;

    private static final int MAGIC_INT = (int) MAGIC;

    private QuantizeScalar() {}

    static void toBytes(
            int least, int greatest, float[] x, int xo, float scale, int zero, byte[] y, int yo, int count) {
        float low = least - zero;
        float high = greatest - zero;
        int shift = zero - MAGIC_INT;
        for (int i = 0; i < count; i++) {
            float clamped = Math.min(Math.max(x[xo + i] / scale, low), high);
            y[yo + i] = (byte) ((int) (clamped + MAGIC) + shift);
        }
    }

    static void round(float[] x, int xo, float scale, float low, float high, float[] y, int yo, int count) {
        for (int i = 0; i < count; i++) {
            float clamped = Math.min(Math.max(x[xo + i] / scale, low), high);
            y[yo + i] = (int) (clamped + MAGIC - MAGIC);
        }
    }

    static void toShorts(
            int least, int greatest, float[] x, int xo, float scale, int zero, short[] y, int yo, int count) {
        float low = least - zero;
        float high = greatest - zero;
        int shift = zero - MAGIC_INT;
        for (int i = 0; i < count; i++) {
            float clamped = Math.min(Math.max(x[xo + i] / scale, low), high);
            y[yo + i] = (short) ((int) (clamped + MAGIC) + shift);
        }
    }

    /** The integer nearest to {@code x}, ties away from zero, within {@code [low, high]}; 0 for NaN. */
    static int roundAway(float x, float low, float high) {
        float clamped = Math.min(Math.max(x, low), high);
        int whole = (int) clamped;
        float rest = clamped - whole;
        return whole + (rest >= 0.5f ? 1 : 0) - (rest <= -0.5f ? 1 : 0);
    }

    /** Quantizes elements that have a scale each. */
    static void quantizeEach(
            NumberFormat to,
            boolean saturate,
            float[] x,
            int xo,
            float[] scales,
            int so,
            int[] zeros,
            int zo,
            Object y,
            int yo,
            int count) {
        if (to.isFloating()) {
            for (int i = 0; i < count; i++) {
                NumberCodec.writeDouble(to, y, yo + i, x[xo + i] / scales[so + i], saturate, ScaleRounding.UP);
            }
            return;
        }
        float least = to.least();
        float greatest = to.greatest();
        if (y instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                int zero = zeros[zo + i];
                float clamped = Math.min(Math.max(x[xo + i] / scales[so + i], least - zero), greatest - zero);
                bytes[yo + i] = (byte) ((int) (clamped + MAGIC) - MAGIC_INT + zero);
            }
        } else {
            short[] shorts = (short[]) y;
            for (int i = 0; i < count; i++) {
                int zero = zeros[zo + i];
                float clamped = Math.min(Math.max(x[xo + i] / scales[so + i], least - zero), greatest - zero);
                shorts[yo + i] = (short) ((int) (clamped + MAGIC) - MAGIC_INT + zero);
            }
        }
    }

    /** Dequantizes with one scale. */
    static void dequantize(NumberFormat from, Object x, int xo, float scale, int zero, float[] y, int yo, int count) {
        switch (from) {
            case INT2, INT4, INT8 -> {
                byte[] bytes = (byte[]) x;
                for (int i = 0; i < count; i++) {
                    y[yo + i] = (bytes[xo + i] - zero) * scale;
                }
            }
            case UINT2, UINT4, UINT8 -> {
                byte[] bytes = (byte[]) x;
                for (int i = 0; i < count; i++) {
                    y[yo + i] = ((bytes[xo + i] & 0xFF) - zero) * scale;
                }
            }
            case INT32 -> {
                int[] ints = (int[]) x;
                for (int i = 0; i < count; i++) {
                    y[yo + i] = (ints[xo + i] - zero) * scale;
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    y[yo + i] = value(from, x, xo + i, zero) * scale;
                }
            }
        }
    }

    /** Dequantizes elements that have a scale each. */
    static void dequantizeEach(
            NumberFormat from,
            Object x,
            int xo,
            float[] scales,
            int so,
            int[] zeros,
            int zo,
            float[] y,
            int yo,
            int count) {
        if (from == NumberFormat.INT8) {
            byte[] bytes = (byte[]) x;
            for (int i = 0; i < count; i++) {
                y[yo + i] = (bytes[xo + i] - zeros[zo + i]) * scales[so + i];
            }
        } else {
            for (int i = 0; i < count; i++) {
                y[yo + i] = value(from, x, xo + i, zeros[zo + i]) * scales[so + i];
            }
        }
    }

    private static float value(NumberFormat from, Object x, int at, int zero) {
        return from.isFloating()
                ? (float) NumberCodec.readDouble(from, x, at)
                : NumberCodec.readLong(from, x, at) - zero;
    }
}
