package dev.lanewise.kernel;

/**
 * Linear quantization, {@code y = saturate(roundHalfEven(x / scale) + zero)}, and back, {@code x = (y - zero) * scale}:
 * one scale for everything, one for each position of an axis, or one for each block along it. Arrays are {@code
 * [outer][axis][inner]}; zero points are widened to ints, one beside every scale. NaN becomes the zero point. The 8-bit
 * and 4-bit floating formats have no zero point and saturate if asked. ONNX QuantizeLinear-25, DequantizeLinear-25.
 */
public final class QuantizeKernels {

    private QuantizeKernels() {}

    /** Quantizes {@code count} elements with one scale. */
    public static void quantize(
            NumberFormat to, boolean saturate, float[] x, int xo, float scale, int zero, Object y, int yo, int count) {
        if (to.isFloating()) {
            for (int i = 0; i < count; i++) {
                NumberCodec.writeDouble(to, y, yo + i, x[xo + i] / scale, saturate, ScaleRounding.UP);
            }
        } else if (y instanceof byte[] bytes) {
            QuantizeScalar.toBytes((int) to.least(), (int) to.greatest(), x, xo, scale, zero, bytes, yo, count);
        } else {
            QuantizeScalar.toShorts((int) to.least(), (int) to.greatest(), x, xo, scale, zero, (short[]) y, yo, count);
        }
    }

    /** {@code clamp(roundHalfEven(x / scale), low, high)}, integers held in floats; 0 for NaN. */
    public static void round(float[] x, int xo, float scale, int low, int high, float[] y, int yo, int count) {
        int done = Twins.simd() ? QuantizeSimd.round(x, xo, scale, low, high, y, yo, count) : 0;
        QuantizeScalar.round(x, xo + done, scale, low, high, y, yo + done, count - done);
    }

    /** {@code x + zero} as bytes, of integers held in floats, for which there is room. */
    public static void narrow(float[] x, int xo, int zero, byte[] y, int yo, int count) {
        int done = Twins.simd() && QuantizeSimd.NARROWS ? QuantizeSimd.narrow(x, xo, zero, y, yo, count) : 0;
        for (int i = done; i < count; i++) {
            y[yo + i] = (byte) ((int) x[xo + i] + zero);
        }
    }

    /** Quantizes {@code count} elements to integers with one scale, ties rounded away from zero. */
    public static void quantizeAway(
            NumberFormat to, float[] x, int xo, float scale, int zero, Object y, int yo, int count) {
        float low = to.least() - zero;
        float high = to.greatest() - zero;
        if (y instanceof byte[] bytes) {
            for (int i = 0; i < count; i++) {
                bytes[yo + i] = (byte) (zero + QuantizeScalar.roundAway(x[xo + i] / scale, low, high));
            }
        } else if (y instanceof int[] ints) {
            for (int i = 0; i < count; i++) {
                ints[yo + i] = zero + QuantizeScalar.roundAway(x[xo + i] / scale, low, high);
            }
        } else {
            short[] shorts = (short[]) y;
            for (int i = 0; i < count; i++) {
                shorts[yo + i] = (short) (zero + QuantizeScalar.roundAway(x[xo + i] / scale, low, high));
            }
        }
    }

    /** Dequantizes {@code count} elements with one scale; also from INT32. */
    public static void dequantize(
            NumberFormat from, Object x, int xo, float scale, int zero, float[] y, int yo, int count) {
        int done = 0;
        if (Twins.simd() && x instanceof byte[] bytes && !from.isFloating()) {
            done = QuantizeSimd.dequantize(from.isSigned(), bytes, xo, scale, zero, y, yo, count);
        }
        QuantizeScalar.dequantize(from, x, xo + done, scale, zero, y, yo + done, count - done);
    }

    /** Quantizes outer indices {@code [from, to)} with a scale for each of the {@code axis} positions. */
    public static void quantizeAxis(
            NumberFormat format,
            boolean saturate,
            int axis,
            int inner,
            float[] x,
            int xo,
            float[] scales,
            int so,
            int[] zeros,
            int zo,
            Object y,
            int yo,
            int from,
            int to) {
        for (int outer = from; outer < to; outer++) {
            int at = outer * axis * inner;
            if (inner == 1) {
                QuantizeScalar.quantizeEach(format, saturate, x, xo + at, scales, so, zeros, zo, y, yo + at, axis);
                continue;
            }
            for (int a = 0; a < axis; a++, at += inner) {
                quantize(format, saturate, x, xo + at, scales[so + a], zeros[zo + a], y, yo + at, inner);
            }
        }
    }

    /** Dequantizes outer indices {@code [from, to)} with a scale for each of the {@code axis} positions. */
    public static void dequantizeAxis(
            NumberFormat format,
            int axis,
            int inner,
            Object x,
            int xo,
            float[] scales,
            int so,
            int[] zeros,
            int zo,
            float[] y,
            int yo,
            int from,
            int to) {
        for (int outer = from; outer < to; outer++) {
            int at = outer * axis * inner;
            if (inner == 1) {
                QuantizeScalar.dequantizeEach(format, x, xo + at, scales, so, zeros, zo, y, yo + at, axis);
                continue;
            }
            for (int a = 0; a < axis; a++, at += inner) {
                dequantize(format, x, xo + at, scales[so + a], zeros[zo + a], y, yo + at, inner);
            }
        }
    }

    /**
     * Quantizes outer indices {@code [from, to)} with scales {@code [outer][ceil(axis / block)][inner]}, each for
     * {@code block} positions of the axis.
     */
    public static void quantizeBlocks(
            NumberFormat format,
            boolean saturate,
            int axis,
            int inner,
            int block,
            float[] x,
            int xo,
            float[] scales,
            int so,
            int[] zeros,
            int zo,
            Object y,
            int yo,
            int from,
            int to) {
        int blocks = Math.ceilDiv(axis, block);
        for (int outer = from; outer < to; outer++) {
            for (int b = 0; b < blocks; b++) {
                int scale = (outer * blocks + b) * inner;
                int begin = b * block;
                int end = Math.min(axis, begin + block);
                int at = (outer * axis + begin) * inner;
                if (inner == 1) {
                    quantize(
                            format,
                            saturate,
                            x,
                            xo + at,
                            scales[so + scale],
                            zeros[zo + scale],
                            y,
                            yo + at,
                            end - begin);
                    continue;
                }
                for (int a = begin; a < end; a++, at += inner) {
                    QuantizeScalar.quantizeEach(
                            format, saturate, x, xo + at, scales, so + scale, zeros, zo + scale, y, yo + at, inner);
                }
            }
        }
    }

    /** Dequantizes outer indices {@code [from, to)} with scales as in {@link #quantizeBlocks}. */
    public static void dequantizeBlocks(
            NumberFormat format,
            int axis,
            int inner,
            int block,
            Object x,
            int xo,
            float[] scales,
            int so,
            int[] zeros,
            int zo,
            float[] y,
            int yo,
            int from,
            int to) {
        int blocks = Math.ceilDiv(axis, block);
        for (int outer = from; outer < to; outer++) {
            for (int b = 0; b < blocks; b++) {
                int scale = (outer * blocks + b) * inner;
                int begin = b * block;
                int end = Math.min(axis, begin + block);
                int at = (outer * axis + begin) * inner;
                if (inner == 1) {
                    dequantize(format, x, xo + at, scales[so + scale], zeros[zo + scale], y, yo + at, end - begin);
                    continue;
                }
                for (int a = begin; a < end; a++, at += inner) {
                    QuantizeScalar.dequantizeEach(
                            format, x, xo + at, scales, so + scale, zeros, zo + scale, y, yo + at, inner);
                }
            }
        }
    }
}
