package dev.lanewise.onnx;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Tensors with the elements of another, drawn at random. */
final class Samples {

    private static final double[] E2M1 = {0, 0.5, 1, 1.5, 2, 3, 4, 6};

    private Samples() {}

    /** A tensor of that type and shape whose elements are drawn from those of {@code source}. */
    static Tensor like(Tensor source, ElementType type, long[] shape, SplittableRandom random) {
        Tensor result = Tensor.zeros(type, shape);
        int count = source.size();
        int entries = type.entries();
        if (type == ElementType.STRING) {
            Arrays.fill(result.strings(), "");
        }
        for (int i = 0; i < result.size() && count > 0; i++) {
            int from = random.nextInt(count);
            if (type == source.type()) {
                System.arraycopy(source.array(), from * entries, result.array(), i * entries, entries);
                jitter(result, i, random);
            } else {
                set(result, i, number(source, from));
            }
        }
        return result;
    }

    /** Adds numbers beyond 2⁵³ to 64-bit integers, and as large ones as fit to narrower integers. */
    static Tensor enlarged(Tensor tensor, SplittableRandom random) {
        for (int i = 0; tensor.size() > 1 && i < tensor.size() && tensor.type().isInteger(); i++) {
            switch (tensor.array()) {
                case long[] a -> a[i] += random.nextLong() >> random.nextInt(1, 8);
                case int[] a -> a[i] += random.nextInt() >> random.nextInt(1, 8);
                case short[] a -> a[i] += (short) random.nextInt();
                case byte[] a when tensor.type().bits() == 8 -> a[i] += (byte) random.nextInt();
                default -> {}
            }
        }
        return tensor;
    }

    private static void jitter(Tensor tensor, int i, SplittableRandom random) {
        if (tensor.array() instanceof float[] a && a[i] != Math.rint(a[i])) {
            a[i] += (float) random.nextDouble(-0.05, 0.05);
        }
    }

    /** The elements as numbers. */
    static double[] numbers(Tensor tensor) {
        var numbers = new double[tensor.size() * tensor.type().entries()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(tensor, i);
        }
        return numbers;
    }

    static double number(Tensor tensor, int i) {
        ElementType type = tensor.type();
        return switch (tensor.array()) {
            case float[] a -> a[i];
            case double[] a -> a[i];
            case int[] a -> type == ElementType.UINT32 ? Integer.toUnsignedLong(a[i]) : a[i];
            case long[] a -> type == ElementType.UINT64 && a[i] < 0 ? a[i] + 0x1p64 : a[i];
            case short[] a when type == ElementType.FLOAT16 -> Float.float16ToFloat(a[i]);
            case short[] a when type == ElementType.BFLOAT16 -> Float.intBitsToFloat(a[i] << 16);
            case short[] a -> type == ElementType.UINT16 ? a[i] & 0xFFFF : a[i];
            case byte[] a when type == ElementType.FLOAT4E2M1 -> E2M1[a[i] & 7] * (a[i] > 7 ? -1 : 1);
            case byte[] a when type.isFloating() -> a[i];
            case byte[] a -> type.isUnsigned() ? a[i] & 0xFF : a[i];
            default -> throw new IllegalArgumentException(type.name());
        };
    }

    static void set(Tensor tensor, int i, double number) {
        ElementType type = tensor.type();
        switch (tensor.array()) {
            case float[] a -> a[i] = (float) number;
            case double[] a -> a[i] = number;
            case int[] a -> a[i] = (int) (long) number;
            case long[] a -> a[i] = (long) number;
            case short[] a when type == ElementType.FLOAT16 -> a[i] = Float.floatToFloat16((float) number);
            case short[] a
            when type == ElementType.BFLOAT16 -> a[i] = (short) (Float.floatToRawIntBits((float) number) >>> 16);
            case short[] a -> a[i] = (short) (long) number;
            case byte[] a when type == ElementType.BOOL -> a[i] = (byte) (number != 0 ? 1 : 0);
            case byte[] a -> a[i] = (byte) (long) number;
            default -> throw new IllegalArgumentException(type.name());
        }
    }
}
