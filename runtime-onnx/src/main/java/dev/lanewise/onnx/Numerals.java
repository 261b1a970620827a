package dev.lanewise.onnx;

import dev.lanewise.op.Numbers;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Constants of one number. */
final class Numerals {

    private Numerals() {}

    /** Integers as INT64. */
    static Tensor longs(Tensor integers) {
        double[] values = Numbers.of(integers);
        return Tensor.of(Arrays.stream(values).mapToLong(v -> (long) v).toArray(), integers.shape());
    }

    /** {@code value} as a tensor without dimensions; integers narrowed, 16-bit floats rounded. */
    static Tensor scalar(double value, ElementType type) {
        return switch (type) {
            case FLOAT -> Tensor.of(new float[] {(float) value});
            case DOUBLE -> Tensor.of(new double[] {value});
            case INT64, UINT64 -> Tensor.wrap(type, new long[] {(long) value});
            case INT32, UINT32 -> Tensor.wrap(type, new int[] {(int) (long) value});
            case INT16, UINT16 -> Tensor.wrap(type, new short[] {(short) value});
            case INT8, UINT8, BOOL -> Tensor.wrap(type, new byte[] {(byte) (long) value});
            case FLOAT16 -> Tensor.wrap(type, new short[] {Float.floatToFloat16((float) value)});
            case BFLOAT16 -> Tensor.wrap(type, new short[] {(short) (Float.floatToIntBits((float) value) >>> 16)});
            default -> Tensor.of(type, ByteBuffer.allocate(Math.max(1, type.bits() / 8)));
        };
    }
}
