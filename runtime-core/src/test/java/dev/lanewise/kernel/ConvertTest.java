package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConvertTest {

    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final SplittableRandom random = new SplittableRandom(23);

    @ParameterizedTest
    @EnumSource(NarrowFloat.class)
    void everyCodeSurvivesTheWayThroughFloat(NarrowFloat format) {
        int codes = format == NarrowFloat.E2M1 ? 16 : 256;
        for (int code = 0; code < codes; code++) {
            float value = format.decode((byte) code);
            if (Float.isNaN(value)) {
                assertTrue(Float.isNaN(format.decode(format.encode(value, true))));
            } else {
                assertEquals((byte) code, format.encode(value, false), format + " " + value);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(NarrowFloat.class)
    void narrowFloatsRoundToNearestAndTiesToEven(NarrowFloat format) {
        for (int round = 0; round < 5000; round++) {
            double x = random.nextDouble(-2, 2) * Math.scalb(1.0, random.nextInt(-10, 7));
            if (round % 4 == 0) {
                x = format.decode((byte) random.nextInt(8, 16)) / 2 + format.decode((byte) random.nextInt(4, 16)) / 2;
            }
            byte code = format.encode(x, true);
            double error = Math.abs(format.decode(code) - x);
            for (int other = 0; other < 256; other++) {
                double otherError = Math.abs(format.decode((byte) other) - x);
                assertTrue(!(otherError < error), format + " " + x);
                boolean tie = otherError == error && format.decode((byte) other) != format.decode(code);
                assertTrue(!tie || (code & 1) == 0, format + " " + x);
            }
        }
    }

    @Test
    void valuesBeyondTheGreatestSaturateOrNot() {
        double[] x = {500, INFINITY, -INFINITY, 464, 465, 61000, 62000, 7, -0.0};
        assertCodes(NarrowFloat.E4M3FN, true, x, 0x7E, 0x7E, 0xFE, 0x7E, 0x7E, 0x7E, 0x7E, 0x4E, 0x80);
        assertCodes(NarrowFloat.E4M3FN, false, x, 0x7F, 0x7F, 0xFF, 0x7E, 0x7F, 0x7F, 0x7F, 0x4E, 0x80);
        assertCodes(NarrowFloat.E4M3FNUZ, false, x, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x56, 0x00);
        assertCodes(NarrowFloat.E4M3FNUZ, true, x, 0x7F, 0x7F, 0xFF, 0x7F, 0x7F, 0x7F, 0x7F, 0x56, 0x00);
        assertCodes(NarrowFloat.E5M2, false, x, 0x60, 0x7C, 0xFC, 0x5F, 0x5F, 0x7B, 0x7C, 0x47, 0x80);
        assertCodes(NarrowFloat.E5M2, true, x, 0x60, 0x7B, 0xFB, 0x5F, 0x5F, 0x7B, 0x7B, 0x47, 0x80);
        assertCodes(NarrowFloat.E5M2FNUZ, false, x, 0x64, 0x80, 0x80, 0x63, 0x63, 0x7F, 0x80, 0x4B, 0x00);
        double[] small = {0.48, 0.25, 1.05, -3.5, -8, 9, INFINITY, Double.NaN, 0.01, -0.0};
        assertCodes(NarrowFloat.E2M1, false, small, 1, 0, 2, 0xE, 0xF, 7, 7, 8, 0, 8);
    }

    @Test
    void scalesRoundByTheirMode() {
        float[] x = {0, 0.124f, 0.25f, 1.1f, 1.5f, 8, Float.NaN, Float.MAX_VALUE};
        assertScales(x, ScaleRounding.UP, 0, 0x7C, 0x7D, 0x80, 0x80, 0x82, 0xFF, 0xFE);
        assertScales(x, ScaleRounding.DOWN, 0, 0x7B, 0x7D, 0x7F, 0x7F, 0x82, 0xFF, 0xFE);
        assertScales(x, ScaleRounding.NEAREST, 0, 0x7C, 0x7D, 0x7F, 0x80, 0x82, 0xFF, 0xFE);
        assertEquals(0x1p-127f, NarrowFloat.decodeScale((byte) 0));
        assertEquals(2, NarrowFloat.decodeScale((byte) 0x80));
    }

    @Test
    void floatsBecomeIntegersAsInC() {
        double[] x = {-9, -8, 3.7, -3.7, 2.5, 300, 70000, 3e9, 1.8e19, Double.NaN};
        assertLongs(NumberFormat.INT4, x, 7, -8, 4, -4, 2, -4, 0);
        assertLongs(NumberFormat.UINT4, x, 7, 8, 4, 12, 2, 12, 0);
        assertLongs(NumberFormat.INT2, x, -1, 0, 0, 0, -2, 0, 0);
        assertLongs(NumberFormat.INT8, x, -9, -8, 3, -3, 2, 44, 112);
        assertLongs(NumberFormat.UINT8, x, 247, 248, 3, 253, 2, 44, 112);
        assertLongs(NumberFormat.INT16, x, -9, -8, 3, -3, 2, 300, 4464);
        assertLongs(NumberFormat.UINT32, x, 0xFFFFFFF7L, 0xFFFFFFF8L, 3, 0xFFFFFFFDL, 2, 300, 70000, 3000000000L);
        assertLongs(NumberFormat.INT64, x, -9, -8, 3, -3, 2, 300, 70000, 3000000000L);
        assertEquals("18000000000000000000", Long.toUnsignedString(longs(NumberFormat.UINT64, x)[8]));
        assertLongs(NumberFormat.BOOL, new double[] {0, -0.0, 0.1, Double.NaN}, 0, 0, 1, 1);
    }

    @Test
    void doublesRoundOnceToHalves() {
        short[] y = new short[2];
        double[] x = {1 + 0x1p-11 + 0x1p-40, 1 + 0x1p-8 + 0x1p-50};
        Convert.run(NumberFormat.DOUBLE, x, 0, NumberFormat.FLOAT16, y, 0, 1, true);
        Convert.run(NumberFormat.DOUBLE, x, 1, NumberFormat.BFLOAT16, y, 1, 1, true);
        assertEquals(1 + 0x1p-10f, Float.float16ToFloat(y[0]));
        assertEquals(0x3F81, y[1]);
        Convert.run(NumberFormat.FLOAT, new float[] {Float.NaN}, 0, NumberFormat.BFLOAT16, y, 0, 1, true);
        assertTrue(Float.isNaN(NumberCodec.fromBfloat16(y[0])));
    }

    @Test
    void unsignedLongsKeepTheirValue() {
        float[] y = new float[1];
        Convert.run(NumberFormat.UINT64, new long[] {-1}, 0, NumberFormat.FLOAT, y, 0, 1, true);
        assertEquals(0x1p64f, y[0]);
        double[] z = new double[1];
        Convert.run(NumberFormat.UINT64, new long[] {Long.MIN_VALUE + 2048}, 0, NumberFormat.DOUBLE, z, 0, 1, true);
        assertEquals(0x1p63 + 2048, z[0]);
    }

    @Test
    void everyPairAgreesWithTheElementwiseCodec() {
        int count = 37;
        for (var from : NumberFormat.values()) {
            Object source = Array.newInstance(from.carrier().componentType(), count + 1);
            for (int i = 0; i <= count; i++) {
                double value = Math.rint(random.nextDouble(-300, 300) * 8) / 8;
                NumberCodec.writeDouble(from, source, i, value, true, ScaleRounding.UP);
            }
            for (var to : NumberFormat.values()) {
                Object expected = Array.newInstance(to.carrier().componentType(), count + 2);
                Object actual = Array.newInstance(to.carrier().componentType(), count + 2);
                for (int i = 0; i < count; i++) {
                    if (from.isFloating()) {
                        double value = NumberCodec.readDouble(from, source, i + 1);
                        NumberCodec.writeDouble(to, expected, i + 2, value, true, ScaleRounding.UP);
                    } else if (to.isFloating()) {
                        double value = NumberCodec.readLong(from, source, i + 1);
                        value = from == NumberFormat.UINT64 && value < 0 ? value + 0x1p64 : value;
                        NumberCodec.writeDouble(to, expected, i + 2, value, true, ScaleRounding.UP);
                    } else {
                        NumberCodec.writeLong(to, expected, i + 2, NumberCodec.readLong(from, source, i + 1));
                    }
                }
                Convert.run(from, source, 1, to, actual, 2, count, true);
                for (int i = 0; i < count + 2; i++) {
                    assertEquals(Array.get(expected, i), Array.get(actual, i), from + " to " + to);
                }
            }
        }
    }

    private static void assertCodes(NarrowFloat format, boolean saturate, double[] x, int... expected) {
        for (int i = 0; i < x.length; i++) {
            assertEquals((byte) expected[i], format.encode(x[i], saturate), format + " " + saturate + " " + x[i]);
        }
    }

    private static void assertScales(float[] x, ScaleRounding rounding, int... expected) {
        byte[] y = new byte[x.length];
        byte[] codes = new byte[x.length];
        for (int i = 0; i < x.length; i++) {
            codes[i] = (byte) expected[i];
        }
        Convert.run(NumberFormat.FLOAT, x, 0, NumberFormat.FLOAT8E8M0, y, 0, x.length, true, rounding);
        assertArrayEquals(codes, y);
    }

    private static void assertLongs(NumberFormat format, double[] x, long... expected) {
        long[] actual = longs(format, x);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], format + " " + x[i]);
        }
    }

    private static long[] longs(NumberFormat format, double[] x) {
        Object y = Array.newInstance(format.carrier().componentType(), x.length);
        Convert.run(NumberFormat.DOUBLE, x, 0, format, y, 0, x.length, true);
        long[] values = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            values[i] = NumberCodec.readLong(format, y, i);
        }
        return values;
    }
}
