package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class UnaryKernelsTest {

    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        0.5f,
        -0.5f,
        1.5f,
        2.5f,
        -2.5f,
        0x1p23f,
        -0x1p23f,
        0x1.FFFFFEp22f,
        1e30f,
        -1e30f,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MIN_NORMAL,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        88.72f,
        88.73f,
        -86.6f,
        -87.4f,
        -104f,
        9.01f,
        9.03f,
        0.875f,
        4f,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };
    private static final EnumSet<UnaryFunction> ON_INTEGERS = EnumSet.of(
            UnaryFunction.ABS,
            UnaryFunction.NEGATE,
            UnaryFunction.SIGN,
            UnaryFunction.SQUARE,
            UnaryFunction.FLOOR,
            UnaryFunction.CEIL,
            UnaryFunction.ROUND);

    private final SplittableRandom random = new SplittableRandom(5);

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOT", "BITWISE_NOT"})
    void floatsAgreeWithDoublesAtEveryLength(UnaryFunction f) {
        for (int n = 0; n < 70; n++) {
            float[] x = arguments(f, n);
            float[] y = new float[n + 7];
            UnaryKernels.apply(f, alpha(f), beta(f), x, 2, y, 5, n);
            for (int i = 0; i < n; i++) {
                double expected = UnaryScalar.of(f, alpha(f), beta(f), x[2 + i]);
                assertEquals(expected, y[5 + i], 2e-6 * Math.abs(expected) + 1e-6, f + " of " + x[2 + i]);
            }
            assertEquals(0, y[4]);
            assertEquals(0, y[5 + n]);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOT", "BITWISE_NOT"})
    void bothTwinsGiveTheSameBits(UnaryFunction f) {
        int n = 4096 + SPECIAL.length;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i < SPECIAL.length
                    ? SPECIAL[i]
                    : (float) (random.nextGaussian() * Math.exp(random.nextGaussian() * 3));
        }
        float[] door = new float[n];
        float[] scalar = new float[n];
        UnaryKernels.apply(f, alpha(f), beta(f), x, 0, door, 0, n);
        UnaryScalar.apply(f, alpha(f), beta(f), x, 0, scalar, 0, n);
        for (int i = 0; i < n; i++) {
            assertEquals(Float.floatToIntBits(scalar[i]), Float.floatToIntBits(door[i]), f + " of " + x[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NOT", "BITWISE_NOT", "MISH", "HARD_SWISH", "SWISH", "GELU", "GELU_TANH", "CLIP", "SHRINK"})
    void extremeArgumentsGiveWhatDoublesGive(UnaryFunction f) {
        float[] y = new float[SPECIAL.length];
        UnaryKernels.apply(f, alpha(f), beta(f), SPECIAL, 0, y, 0, SPECIAL.length);
        for (int i = 0; i < y.length; i++) {
            float expected = (float) UnaryScalar.of(f, alpha(f), beta(f), SPECIAL[i]);
            float tolerance = Float.isFinite(expected) ? Math.abs(expected) * 2e-6f + 3e-38f : 0;
            assertEquals(expected, y[i], tolerance, f + " of " + SPECIAL[i]);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EXP, -86, 88, 2", "TANH, -10, 10, 3", "ERF, -4, 4, 2", "LOG, 1e-30, 1e30, 1", "LOG, 0.5, 2, 1",
        "SIGMOID, -80, 80, 3", "SOFTPLUS, -80, 80, 3", "MISH, -80, 80, 5", "ELU, -20, 1, 2", "SWISH, -80, 80, 4"
    })
    void errorsStayBelowUnitsInTheLastPlace(UnaryFunction f, float from, float to, double limit) {
        int n = 20_000;
        float[] x = new float[2 * n];
        float[] y = new float[2 * n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextDouble(from, to);
            x[n + i] = (float) (from > 0 ? from * Math.pow((double) to / from, random.nextDouble()) : tiny());
        }
        UnaryKernels.apply(f, 1, 1, x, 0, y, 0, x.length);
        for (int i = 0; i < x.length; i++) {
            double expected = UnaryScalar.of(f, 1, 1, x[i]);
            double error = Math.abs(y[i] - expected) / Math.ulp((float) expected);
            assertTrue(error < limit, f + " of " + x[i] + " is " + error + " units off");
        }
    }

    private double tiny() {
        return (random.nextBoolean() ? 1 : -1) * Math.exp(random.nextDouble(-20, 0));
    }

    @Test
    void geluIsCloseInAbsoluteTerms() {
        for (var f : EnumSet.of(UnaryFunction.GELU, UnaryFunction.GELU_TANH)) {
            float[] x = new float[20_000];
            float[] y = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                x[i] = (float) random.nextDouble(-12, 12);
            }
            UnaryKernels.apply(f, 0, 0, x, 0, y, 0, x.length);
            for (int i = 0; i < x.length; i++) {
                double expected = UnaryScalar.of(f, 0, 0, x[i]);
                assertEquals(expected, y[i], 4e-7 * Math.max(1, Math.abs(expected)), f + " of " + x[i]);
            }
        }
    }

    @Test
    void activationsWorkInPlaceAndKeepNan() {
        for (int kind = Activations.NONE; kind <= Activations.MISH; kind++) {
            float[] x = {9, Float.NaN, -2, -1, -0.5f, 0, 0.5f, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 9};
            Activations.apply(kind, 0.25f, 0.5f, x, 1, 18);
            assertTrue(Float.isNaN(x[1]), "activation " + kind);
            assertEquals(9, x[0]);
            assertEquals(9, x[19]);
        }
    }

    @Test
    void parametersAreUsedAsDocumented() {
        assertEquals(0.25f, one(UnaryFunction.CLIP, 0.25f, 0.5f, -3));
        assertEquals(0.5f, one(UnaryFunction.CLIP, 0.25f, 0.5f, 3));
        assertEquals(-0.5f, one(UnaryFunction.LEAKY_RELU, 0.25f, 0, -2));
        assertEquals(2 * Math.expm1(-1), one(UnaryFunction.ELU, 2, 0, -1), 1e-6);
        assertEquals(3 * 2 * Math.expm1(-1), one(UnaryFunction.SELU, 2, 3, -1), 1e-6);
        assertEquals(6, one(UnaryFunction.SELU, 2, 3, 2));
        assertEquals(2 * Math.expm1(-0.5), one(UnaryFunction.CELU, 2, 0, -1), 1e-6);
        assertEquals(0.75f, one(UnaryFunction.HARD_SIGMOID, 0.25f, 0.5f, 1));
        assertEquals(0, one(UnaryFunction.THRESHOLDED_RELU, 1, 0, 1));
        assertEquals(-2.5f, one(UnaryFunction.SHRINK, 1, 0.5f, -3));
        assertEquals(3 / (1 + Math.exp(-6)), one(UnaryFunction.SWISH, 2, 0, 3), 1e-6);
    }

    private static float one(UnaryFunction f, float alpha, float beta, float x) {
        float[] y = new float[40];
        java.util.Arrays.fill(y, x);
        UnaryKernels.apply(f, alpha, beta, y, 0, y, 0, 40);
        for (float v : y) {
            assertEquals(y[0], v);
        }
        return y[0];
    }

    @Test
    void integersWrapAndKeepAllTheirBits() {
        for (var f : ON_INTEGERS) {
            int[] ints = {0, 1, -1, 7, -7, Integer.MIN_VALUE, Integer.MAX_VALUE};
            long[] longs = {0, 1, -1, 7, -7, Long.MIN_VALUE, Long.MAX_VALUE};
            int[] y = new int[ints.length];
            long[] z = new long[longs.length];
            UnaryKernels.apply(f, 0, 0, ints, 0, y, 0, ints.length);
            UnaryKernels.apply(f, 0, 0, longs, 0, z, 0, longs.length);
            for (int i = 0; i < ints.length; i++) {
                assertEquals((int) integer(f, ints[i]), y[i], f + " of " + ints[i]);
                assertEquals(integer(f, longs[i]), z[i], f + " of " + longs[i]);
            }
        }
    }

    private static long integer(UnaryFunction f, long x) {
        return switch (f) {
            case ABS -> x < 0 ? -x : x;
            case NEGATE -> -x;
            case SIGN -> Long.compare(x, 0);
            case SQUARE -> x * x;
            default -> x;
        };
    }

    @Test
    void bytesAreNegatedLogicallyOrBitByBit() {
        byte[] x = {0, 1, 5, -1};
        byte[] y = new byte[4];
        UnaryKernels.apply(UnaryFunction.NOT, x, 0, y, 0, 4);
        assertArrayEquals(new byte[] {1, 0, 0, 0}, y);
        UnaryKernels.apply(UnaryFunction.BITWISE_NOT, x, 0, y, 0, 4);
        assertArrayEquals(new byte[] {-1, -2, -6, 0}, y);
    }

    private float[] arguments(UnaryFunction f, int n) {
        float[] x = new float[n + 4];
        for (int i = 0; i < x.length; i++) {
            x[i] = switch (f) {
                case LOG, SQRT, RSQRT, LOG1P -> (float) random.nextDouble(0.01, 50);
                case ACOSH -> (float) random.nextDouble(1.01, 50);
                case ASIN, ACOS, ATANH -> (float) random.nextDouble(-0.99, 0.99);
                default -> (float) random.nextDouble(-12, 12);
            };
        }
        return x;
    }

    private static float alpha(UnaryFunction f) {
        return switch (f) {
            case CLIP -> -1.5f;
            case HARD_SIGMOID -> 0.2f;
            case SWISH -> 1.25f;
            default -> 0.75f;
        };
    }

    private static float beta(UnaryFunction f) {
        return f == UnaryFunction.CLIP ? 2.5f : 0.5f;
    }
}
