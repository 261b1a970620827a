package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizeKernelsTest {

    private final SplittableRandom random = new SplittableRandom(29);

    @Test
    void integersStayInFloatsAsTheyWouldBecomeBytes() {
        float[] special = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, 1e8f, -0f};
        for (int count : new int[] {1, 15, 16, 17, 100}) {
            for (int zero : new int[] {-128, 0, 5, 127}) {
                float scale = (float) random.nextDouble(0.01, 2);
                float[] x = new float[count + 1];
                for (int i = 0; i < x.length; i++) {
                    x[i] = switch (random.nextInt(5)) {
                        case 0 -> special[random.nextInt(special.length)];
                        case 1 -> (random.nextInt(-150, 150) + 0.5f) * scale;
                        default -> (float) random.nextDouble(-200, 200) * scale;
                    };
                }
                var bytes = new byte[count];
                QuantizeKernels.quantize(NumberFormat.INT8, true, x, 1, scale, zero, bytes, 0, count);
                float[] y = new float[count + 2];
                QuantizeKernels.round(x, 1, scale, -128 - zero, 127 - zero, y, 2, count);
                for (int i = 0; i < count; i++) {
                    assertEquals((float) (bytes[i] - zero), y[2 + i], x[1 + i] + " by " + scale);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NumberFormat.class,
            names = {"INT2", "UINT2", "INT4", "UINT4", "INT8", "UINT8", "INT16", "UINT16", "FLOAT8E4M3FN"})
    void everyGranularityAgreesWithTheFormula(NumberFormat format) {
        for (int round = 0; round < 60; round++) {
            int outer = random.nextInt(1, 4);
            int axis = random.nextInt(1, 40);
            int inner = round % 3 == 0 ? 1 : random.nextInt(1, 40);
            int block = random.nextInt(1, axis + 1);
            int blocks = Math.ceilDiv(axis, block);
            boolean blocked = random.nextBoolean();
            float[] scales = new float[1 + (blocked ? outer * blocks * inner : axis)];
            int[] zeros = new int[scales.length];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = (float) random.nextDouble(0.01, 2);
                zeros[i] = format.isFloating() ? 0 : (int) random.nextLong(format.least(), format.greatest() + 1);
            }
            int count = outer * axis * inner;
            float[] x = new float[count + 1];
            for (int i = 0; i <= count; i++) {
                x[i] = (float) (random.nextDouble(-1, 1) * Math.scalb(1.0, random.nextInt(format.bits() + 2)));
                if (random.nextInt(5) == 0) {
                    x[i] = (random.nextInt(-20, 20) + 0.5f) * scales[1];
                }
            }
            Object expected = Array.newInstance(format.carrier().componentType(), count + 2);
            float[] back = new float[count + 3];
            for (int i = 0; i < count; i++) {
                int a = i / inner % axis;
                int of = blocked ? (i / inner / axis * blocks + a / block) * inner + i % inner : a;
                float scale = scales[1 + of];
                int zero = zeros[1 + of];
                double steps = Math.rint(x[1 + i] / scale);
                if (format.isFloating()) {
                    NumberCodec.writeDouble(format, expected, 2 + i, x[1 + i] / scale, true, ScaleRounding.UP);
                    back[3 + i] = (float) NumberCodec.readDouble(format, expected, 2 + i) * scale;
                } else {
                    long value = (long) Math.clamp(steps + zero, format.least(), format.greatest());
                    NumberCodec.writeLong(format, expected, 2 + i, value);
                    back[3 + i] = (int) (value - zero) * scale;
                }
            }
            Object y = Array.newInstance(format.carrier().componentType(), count + 2);
            float[] z = new float[count + 3];
            int split = random.nextInt(outer + 1);
            for (int part = 0; part < 2; part++) {
                int from = part == 0 ? split : 0;
                int to = part == 0 ? outer : split;
                if (blocked) {
                    QuantizeKernels.quantizeBlocks(
                            format, true, axis, inner, block, x, 1, scales, 1, zeros, 1, y, 2, from, to);
                    QuantizeKernels.dequantizeBlocks(
                            format, axis, inner, block, expected, 2, scales, 1, zeros, 1, z, 3, from, to);
                } else {
                    QuantizeKernels.quantizeAxis(format, true, axis, inner, x, 1, scales, 1, zeros, 1, y, 2, from, to);
                    QuantizeKernels.dequantizeAxis(
                            format, axis, inner, expected, 2, scales, 1, zeros, 1, z, 3, from, to);
                }
            }
            for (int i = 0; i < count + 2; i++) {
                assertEquals(Array.get(expected, i), Array.get(y, i), format + " " + i);
            }
            assertArrayEquals(back, z);
        }
    }

    @Test
    void halvesRoundToEvenAndEndsSaturate() {
        float[] x = {0.5f, 1.5f, 2.5f, -0.5f, -1.5f, 1e30f, -1e30f, Float.NaN, Float.POSITIVE_INFINITY, 126.6f};
        byte[] y = new byte[x.length];
        QuantizeKernels.quantize(NumberFormat.INT8, true, x, 0, 1, 1, y, 0, x.length);
        assertArrayEquals(new byte[] {1, 3, 3, 1, -1, 127, -128, 1, 127, 127}, y);
    }

    @Test
    void wideIntegersDequantizeToo() {
        float[] y = new float[2];
        QuantizeKernels.dequantize(NumberFormat.INT32, new int[] {1 << 20, -7}, 0, 0.5f, 0, y, 0, 2);
        assertArrayEquals(new float[] {1 << 19, -3.5f}, y);
    }
}
