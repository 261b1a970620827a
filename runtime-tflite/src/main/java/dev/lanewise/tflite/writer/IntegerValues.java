package dev.lanewise.tflite.writer;

import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;

/** Integers of any width. */
final class IntegerValues {

    private IntegerValues() {}

    /** Element {@code index} as what it is worth. */
    static long at(Tensor tensor, int index) {
        boolean unsigned = tensor.type() == ElementType.UINT8 || tensor.type() == ElementType.UINT16;
        return switch (tensor.array()) {
            case byte[] bytes -> unsigned ? bytes[index] & 0xFF : bytes[index];
            case short[] shorts -> unsigned ? shorts[index] & 0xFFFF : shorts[index];
            case int[] ints -> ints[index];
            case long[] longs -> longs[index];
            default -> throw new IllegalArgumentException(tensor.type() + " is no integer");
        };
    }

    /** The real numbers that integers stand for. */
    static float[] dequantized(Tensor tensor, Quantization quantization) {
        var real = new float[tensor.size()];
        int count = quantization.scales().length;
        int inner = 1;
        for (int i = quantization.axis() + 1; i < tensor.rank(); i++) {
            inner *= (int) tensor.dim(i);
        }
        for (int i = 0; i < real.length; i++) {
            int scale = count == 1 ? 0 : i / inner % count;
            real[i] =
                    quantization.scales()[scale] * (at(tensor, i) - quantization.zeroPoints()[scale]);
        }
        return real;
    }
}
