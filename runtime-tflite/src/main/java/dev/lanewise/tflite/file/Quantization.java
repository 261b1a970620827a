package dev.lanewise.tflite.file;

import java.util.Arrays;

/**
 * How a tensor's integers stand for real numbers, {@code scale * (integer - zeroPoint)}: the table
 * QuantizationParameters.
 *
 * @param scales none where the tensor is not quantized; one, or one for each index along {@code axis}
 * @param zeroPoints as many as scales
 * @param axis the axis of the scales
 * @param blockScales the tensor that holds the scales of blocks of the last axis, −1 where there are none
 * @param block how many elements share a scale, where there are blocks
 */
public record Quantization(float[] scales, long[] zeroPoints, int axis, int blockScales, int block) {

    /** Of tensors that are not quantized. */
    public static final Quantization NONE = new Quantization(new float[0], new long[0], 0, -1, 0);

    private static final int BLOCKWISE = 2;

    static Quantization of(FlatTable table) {
        float[] scales = table.floats(2);
        long[] zeros = table.longs(3);
        if (table.int8(4, 0) == BLOCKWISE) {
            FlatTable details = table.table(5);
            return details == null
                    ? NONE
                    : new Quantization(
                            new float[0], new long[0], 0, details.int32(0, 0), Math.max(1, details.int32(2, 1)));
        }
        if (zeros.length != scales.length) {
            zeros = zeros.length == 1 ? filled(scales.length, zeros[0]) : Arrays.copyOf(zeros, scales.length);
        }
        return new Quantization(scales, zeros, table.int32(6, 0), -1, 0);
    }

    private static long[] filled(int count, long value) {
        var values = new long[count];
        Arrays.fill(values, value);
        return values;
    }

    /** Whether there are scales that mean something. */
    public boolean exists() {
        return scales.length > 0 && scales[0] != 0 || blockScales >= 0;
    }

    /** The zero point of a tensor with one scale; 0 where there is none. */
    public int zeroPoint() {
        return zeroPoints.length == 0 ? 0 : (int) zeroPoints[0];
    }

    /** Whether one scale holds for the whole tensor. */
    public boolean isPerTensor() {
        return scales.length == 1;
    }

    /** Whether both map integers to numbers in the same way. */
    public boolean sameAs(Quantization other) {
        return Arrays.equals(scales, other.scales)
                && Arrays.equals(zeroPoints, other.zeroPoints)
                && blockScales == other.blockScales
                && (scales.length < 2 || axis == other.axis);
    }
}
