package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BinaryKernelsTest {

    private static final float[] SPECIAL = {
        0f,
        -0f,
        1f,
        -1f,
        2f,
        -2f,
        3.5f,
        1e30f,
        Float.MIN_VALUE,
        Float.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        Float.NaN
    };
    private static final long[] LONGS = {
        0, 1, -1, 2, 7, -7, 31, 32, 63, 64, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE
    };

    private final SplittableRandom random = new SplittableRandom(9);

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"AND", "OR", "XOR", "SHIFT_LEFT", "SHIFT_RIGHT"})
    void floatsAreDoublesRounded(BinaryFunction f) {
        for (int n = 0; n < 60; n++) {
            for (int as = 0; as < 2; as++) {
                for (int bs = 0; bs < 2; bs++) {
                    float[] a = floats(n + 3);
                    float[] b = floats(n + 3);
                    float[] y = new float[n + 5];
                    BinaryKernels.apply(f, a, 1, as, b, 2, bs, y, 3, n);
                    for (int i = 0; i < n; i++) {
                        float p = a[1 + as * i];
                        float q = b[2 + bs * i];
                        assertEquals(expected(f, p, q), y[3 + i], f + " of " + p + " and " + q);
                    }
                    assertEquals(0, y[2]);
                    assertEquals(0, y[3 + n]);
                }
            }
        }
    }

    @Test
    void powersByOneNumberAreDoublesRounded() {
        for (float exponent : new float[] {-1, 0, 0.5f, 1, 2, 3, 2.5f, -2, Float.NaN}) {
            float[] a = floats(200);
            float[] y = new float[200];
            BinaryKernels.apply(BinaryFunction.POW, a, 0, 1, new float[] {exponent}, 0, 0, y, 0, 200);
            for (int i = 0; i < 200; i++) {
                assertEquals((float) Math.pow(a[i], exponent), y[i], a[i] + " to the " + exponent);
            }
        }
    }

    private static float expected(BinaryFunction f, float a, float b) {
        double p = a;
        double q = b;
        return switch (f) {
            case ADD -> (float) (p + q);
            case SUB -> (float) (p - q);
            case MUL -> (float) (p * q);
            case DIV -> (float) (p / q);
            case POW -> (float) Math.pow(p, q);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case FMOD -> (float) (p % q);
            case MOD -> {
                double r = p % q;
                yield (float) (r != 0 && r < 0 != q < 0 ? r + q : r);
            }
            case FLOOR_DIV -> (float) Math.floor(p / q);
            case PRELU -> a < 0 ? a * b : a;
            case SQUARED_DIFFERENCE -> (a - b) * (a - b);
            case ATAN2 -> (float) Math.atan2(p, q);
            default -> throw new IllegalArgumentException(f.name());
        };
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"POW", "ATAN2", "FMOD", "SHIFT_LEFT", "SHIFT_RIGHT"})
    void integersAreExactIntegersWrapped(BinaryFunction f) {
        for (long p : LONGS) {
            for (long q : LONGS) {
                long y = ofLongs(f, p, q);
                BigInteger expected = exact(f, BigInteger.valueOf(p), BigInteger.valueOf(q));
                assertEquals(expected.longValue(), y, f + " of " + p + " and " + q);
                int s = (int) p;
                int t = (int) q;
                expected = exact(f, BigInteger.valueOf(s), BigInteger.valueOf(t));
                assertEquals(expected.intValue(), ofInts(f, s, t), f + " of " + s + " and " + t);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ADD", "SUB", "MUL", "DIV", "MOD", "MIN", "MAX", "FLOOR_DIV", "AND", "OR", "XOR"})
    void unsignedLongsAreExactIntegersWrapped(BinaryFunction f) {
        for (long p : LONGS) {
            for (long q : LONGS) {
                long[] y = new long[1];
                BinaryKernels.applyUnsigned(f, new long[] {p}, 0, 1, new long[] {q}, 0, 1, y, 0, 1);
                BigInteger expected =
                        exact(f, new BigInteger(Long.toUnsignedString(p)), new BigInteger(Long.toUnsignedString(q)));
                assertEquals(expected.longValue(), y[0], f + " of " + p + " and " + q);
            }
        }
    }

    private static BigInteger exact(BinaryFunction f, BigInteger a, BigInteger b) {
        boolean zero = b.signum() == 0;
        return switch (f) {
            case ADD -> a.add(b);
            case SUB -> a.subtract(b);
            case MUL -> a.multiply(b);
            case DIV -> zero ? b : a.divide(b);
            case FLOOR_DIV -> zero ? b : a.subtract(floorMod(a, b)).divide(b);
            case MOD -> zero ? b : floorMod(a, b);
            case MIN -> a.min(b);
            case MAX -> a.max(b);
            case PRELU -> a.signum() < 0 ? a.multiply(b) : a;
            case SQUARED_DIFFERENCE -> a.subtract(b).pow(2);
            case AND -> a.and(b);
            case OR -> a.or(b);
            case XOR -> a.xor(b);
            default -> throw new IllegalArgumentException(f.name());
        };
    }

    private static BigInteger floorMod(BigInteger a, BigInteger b) {
        BigInteger r = a.mod(b.abs());
        return b.signum() < 0 && r.signum() > 0 ? r.add(b) : r;
    }

    private static long ofLongs(BinaryFunction f, long a, long b) {
        long[] y = new long[3];
        BinaryKernels.apply(f, new long[] {a}, 0, 0, new long[] {b, b, b}, 0, 1, y, 0, 3);
        assertEquals(y[0], y[2]);
        return y[0];
    }

    private static int ofInts(BinaryFunction f, int a, int b) {
        int[] y = new int[3];
        BinaryKernels.apply(f, new int[] {a, a, a}, 0, 1, new int[] {b}, 0, 0, y, 0, 3);
        assertEquals(y[0], y[2]);
        return y[0];
    }

    @Test
    void shiftsByTheWidthOrMoreGiveZero() {
        assertEquals(-8, ofLongs(BinaryFunction.SHIFT_LEFT, -1, 3));
        assertEquals(1, ofLongs(BinaryFunction.SHIFT_RIGHT, -1, 63));
        assertEquals(0, ofLongs(BinaryFunction.SHIFT_RIGHT, -1, 64));
        assertEquals(0, ofLongs(BinaryFunction.SHIFT_LEFT, -1, 64));
        assertEquals(1, ofInts(BinaryFunction.SHIFT_RIGHT, -1, 31));
        assertEquals(0, ofInts(BinaryFunction.SHIFT_LEFT, -1, 32));
    }

    @Test
    void powersOfIntegersAreExactAndWrapAround() {
        long[] bases = {0, 1, -1, 2, -3, 7, 3_037_000_499L, Long.MIN_VALUE, Long.MAX_VALUE};
        for (long base : bases) {
            for (int exponent = 0; exponent < 70; exponent++) {
                BigInteger exact = BigInteger.valueOf(base).pow(exponent);
                assertEquals(exact.longValue(), ofLongs(BinaryFunction.POW, base, exponent));
                assertEquals(
                        BigInteger.valueOf((int) base).pow(exponent).intValue(),
                        ofInts(BinaryFunction.POW, (int) base, exponent));
            }
        }
        assertEquals(0, ofLongs(BinaryFunction.POW, 2, -1));
        assertEquals(0, ofLongs(BinaryFunction.POW, 0, -1));
        assertEquals(-1, ofLongs(BinaryFunction.POW, -1, -3));
        assertEquals(1, ofLongs(BinaryFunction.POW, -1, -4));
    }

    @Test
    void remaindersTakeTheSignOfOneSide() {
        assertEquals(-1, ofLongs(BinaryFunction.FMOD, -7, 3));
        assertEquals(1, ofLongs(BinaryFunction.FMOD, 7, -3));
        assertEquals(0, ofLongs(BinaryFunction.FMOD, 7, 0));
        assertEquals(2, ofLongs(BinaryFunction.MOD, -7, 3));
        assertEquals(-2, ofLongs(BinaryFunction.MOD, 7, -3));
    }

    @Test
    void doublesStepAsFloatsDo() {
        double[] a = {3, -5, 7.5};
        double[] b = {2};
        double[] y = new double[3];
        BinaryKernels.apply(BinaryFunction.MOD, a, 0, 1, b, 0, 0, y, 0, 3);
        assertArrayEquals(new double[] {1, 1, 1.5}, y);
        BinaryKernels.apply(BinaryFunction.SUB, b, 0, 0, a, 0, 1, y, 0, 3);
        assertArrayEquals(new double[] {-1, 7, -5.5}, y);
    }

    @ParameterizedTest
    @EnumSource
    void comparisonsHoldForEveryType(CompareFunction f) {
        int n = SPECIAL.length;
        for (int k = 0; k < n; k++) {
            byte[] y = new byte[n + 2];
            float[] fixed = {SPECIAL[k]};
            CompareKernels.apply(f, SPECIAL, 0, 1, fixed, 0, 0, y, 1, n);
            for (int i = 0; i < n; i++) {
                assertEquals(holds(f, SPECIAL[i], SPECIAL[k]), y[1 + i] == 1, SPECIAL[i] + " " + f + " " + SPECIAL[k]);
            }
        }
        for (long p : LONGS) {
            for (long q : LONGS) {
                byte[] y = new byte[1];
                CompareKernels.apply(f, new long[] {p}, 0, 1, new long[] {q}, 0, 1, y, 0, 1);
                assertEquals(ranks(f, Long.compare(p, q)), y[0] == 1);
                CompareKernels.applyUnsigned(f, new long[] {p}, 0, 1, new long[] {q}, 0, 1, y, 0, 1);
                assertEquals(ranks(f, Long.compareUnsigned(p, q)), y[0] == 1);
                CompareKernels.apply(f, new int[] {(int) p}, 0, 1, new int[] {(int) q}, 0, 1, y, 0, 1);
                assertEquals(ranks(f, Integer.compare((int) p, (int) q)), y[0] == 1);
            }
        }
    }

    private static boolean holds(CompareFunction f, float a, float b) {
        return switch (f) {
            case EQUAL -> a == b;
            case NOT_EQUAL -> a != b;
            case LESS -> a < b;
            case LESS_OR_EQUAL -> a <= b;
            case GREATER -> a > b;
            case GREATER_OR_EQUAL -> a >= b;
        };
    }

    private static boolean ranks(CompareFunction f, int order) {
        return holds(f, Integer.signum(order), 0);
    }

    @Test
    void whereChoosesBetweenArraysOfAnyType() {
        for (int n = 0; n < 60; n++) {
            for (int steps = 0; steps < 8; steps++) {
                int cs = steps & 1;
                int as = steps >> 1 & 1;
                int bs = steps >> 2;
                byte[] c = new byte[n + 2];
                for (int i = 0; i < c.length; i++) {
                    c[i] = (byte) random.nextInt(-1, 2);
                }
                float[] a = floats(n + 3);
                float[] b = floats(n + 4);
                long[] la = random.longs(n + 3L).toArray();
                long[] lb = random.longs(n + 4L).toArray();
                float[] y = new float[n + 6];
                long[] z = new long[n + 6];
                WhereKernels.select(c, 1, cs, a, 2, as, b, 3, bs, y, 4, n);
                WhereKernels.select(c, 1, cs, la, 2, as, lb, 3, bs, z, 4, n);
                for (int i = 0; i < n; i++) {
                    boolean left = c[1 + i * cs] != 0;
                    assertEquals(left ? a[2 + i * as] : b[3 + i * bs], y[4 + i]);
                    assertEquals(left ? la[2 + i * as] : lb[3 + i * bs], z[4 + i]);
                }
                assertEquals(0, y[4 + n]);
            }
        }
    }

    @Test
    void broadcastWalksTheResultInOrder() {
        for (int round = 0; round < 500; round++) {
            int rank = random.nextInt(0, 6);
            int[] out = IntStream.range(0, rank).map(i -> random.nextInt(1, 5)).toArray();
            int[][] operands = new int[3][];
            for (int k = 0; k < 3; k++) {
                int skipped = random.nextInt(0, rank + 1);
                operands[k] = IntStream.range(skipped, rank)
                        .map(i -> random.nextInt(3) == 0 ? 1 : out[i])
                        .toArray();
            }
            var walk = new Broadcast(out, operands);
            int size = IntStream.of(out).reduce(1, (p, q) -> p * q);
            assertEquals(size, walk.runs() * walk.runLength());
            for (int i = 0; i < size; i++) {
                for (int k = 0; k < 3; k++) {
                    int run = i / walk.runLength();
                    int found = walk.offset(k, run) + i % walk.runLength() * walk.step(k);
                    assertEquals(source(i, out, operands[k]), found);
                }
            }
        }
    }

    private static int source(int index, int[] out, int[] operand) {
        int rest = index;
        int offset = 0;
        int stride = 1;
        for (int i = 0; i < operand.length; i++) {
            int dim = out[out.length - 1 - i];
            int size = operand[operand.length - 1 - i];
            offset += size == 1 ? 0 : rest % dim * stride;
            rest /= dim;
            stride *= size;
        }
        return offset;
    }

    private float[] floats(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = random.nextInt(5) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : (float) random.nextGaussian() * 4;
        }
        return x;
    }
}
