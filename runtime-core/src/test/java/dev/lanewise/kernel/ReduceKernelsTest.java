package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReduceKernelsTest {

    private final SplittableRandom random = new SplittableRandom(23);

    @ParameterizedTest
    @EnumSource
    void floatsAndDoublesAgreeWithTheDefinition(ReduceFunction f) {
        for (int middle = 0; middle < 70; middle++) {
            for (int inner : new int[] {1, 2, 17, 35}) {
                float[] x = new float[2 + 3 * middle * inner];
                double[] wide = new double[x.length];
                for (int i = 0; i < x.length; i++) {
                    x[i] = (float) (f == ReduceFunction.LOG_SUM ? random.nextDouble() : random.nextGaussian());
                    wide[i] = x[i];
                }
                float[] y = new float[1 + 3 * inner];
                double[] z = new double[1 + 3 * inner];
                ReduceKernels.reduce(f, x, 2, middle, inner, y, 1, 0, 1);
                ReduceKernels.reduce(f, x, 2, middle, inner, y, 1, 1, 3);
                ReduceKernels.reduce(f, wide, 2, middle, inner, z, 1, 0, 3);
                for (int i = 0; i < 3 * inner; i++) {
                    double expected = reduced(f, column(wide, 2, middle, inner, i));
                    double tolerance = 2e-6 * (middle + 5 + Math.abs(expected));
                    assertClose(expected, y[1 + i], tolerance, f + " of " + middle + " by " + inner);
                    assertClose(expected, z[1 + i], 1e-9, f + " of " + middle + " by " + inner);
                }
            }
        }
    }

    private static void assertClose(double expected, double actual, double tolerance, String what) {
        if (!Double.isFinite(expected)) {
            assertEquals(expected, actual, what);
        } else {
            assertEquals(expected, actual, tolerance, what);
        }
    }

    private static double[] column(double[] x, int xo, int middle, int inner, int index) {
        int first = xo + index / inner * middle * inner + index % inner;
        return IntStream.range(0, middle).mapToDouble(m -> x[first + m * inner]).toArray();
    }

    private static double reduced(ReduceFunction f, double[] x) {
        return switch (f) {
            case SUM -> DoubleStream.of(x).sum();
            case MEAN -> DoubleStream.of(x).sum() / x.length;
            case MAX -> DoubleStream.of(x).max().orElse(Double.NEGATIVE_INFINITY);
            case MIN -> DoubleStream.of(x).min().orElse(Double.POSITIVE_INFINITY);
            case PROD -> DoubleStream.of(x).reduce(1, (a, b) -> a * b);
            case L1 -> DoubleStream.of(x).map(Math::abs).sum();
            case L2 -> Math.sqrt(DoubleStream.of(x).map(v -> v * v).sum());
            case SUM_SQUARE -> DoubleStream.of(x).map(v -> v * v).sum();
            case LOG_SUM -> Math.log(DoubleStream.of(x).sum());
            case LOG_SUM_EXP -> Math.log(DoubleStream.of(x).map(Math::exp).sum());
        };
    }

    @ParameterizedTest
    @EnumSource(names = {"SUM", "MEAN", "MAX", "MIN", "PROD", "L1", "L2", "SUM_SQUARE", "LOG_SUM_EXP"})
    void nanSpreadsThroughFloats(ReduceFunction f) {
        for (int middle : new int[] {1, 5, 16, 33}) {
            for (int inner : new int[] {1, 20}) {
                float[] x = new float[middle * inner];
                x[middle * inner - 1] = Float.NaN;
                float[] y = new float[inner];
                ReduceKernels.reduce(f, x, 0, middle, inner, y, 0, 0, 1);
                assertTrue(Float.isNaN(y[inner - 1]), f + " of " + middle + " by " + inner);
                assertTrue(inner == 1 || !Float.isNaN(y[0]), f + " of " + middle + " by " + inner);
            }
        }
    }

    @Test
    void logSumExpSurvivesLargeAndInfiniteArguments() {
        float[] x = {1000, 1000, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY};
        float[] y = new float[2];
        ReduceKernels.reduce(ReduceFunction.LOG_SUM_EXP, x, 0, 2, 1, y, 0, 0, 2);
        assertEquals(1000 + Math.log(2), y[0], 1e-4);
        assertEquals(Float.NEGATIVE_INFINITY, y[1]);
    }

    @Test
    void longsWrapAndKeepAllTheirBits() {
        long[] x = {Long.MAX_VALUE, 3, -5, 1L << 60, 7, 2};
        long[] y = new long[2];
        ReduceKernels.reduce(ReduceFunction.SUM, false, x, 0, 3, 2, y, 0, 0, 1);
        assertArrayEquals(new long[] {Long.MAX_VALUE - 5 + 7, 3 + (1L << 60) + 2}, y);
        ReduceKernels.reduce(ReduceFunction.MAX, false, x, 0, 3, 1, y, 0, 0, 2);
        assertArrayEquals(new long[] {Long.MAX_VALUE, 1L << 60}, y);
        ReduceKernels.reduce(ReduceFunction.MIN, false, x, 0, 3, 1, y, 0, 0, 2);
        assertArrayEquals(new long[] {-5, 2}, y);
        ReduceKernels.reduce(ReduceFunction.PROD, false, x, 0, 3, 1, y, 0, 0, 2);
        assertArrayEquals(new long[] {Long.MAX_VALUE * 3 * -5, (1L << 60) * 14}, y);
        ReduceKernels.reduce(ReduceFunction.MEAN, false, new long[] {-5, 2, 1, 1}, 0, 2, 1, y, 0, 0, 2);
        assertArrayEquals(new long[] {-1, 1}, y);
        ReduceKernels.reduce(ReduceFunction.L1, false, new long[] {-5, 2, 1, 1}, 0, 2, 1, y, 0, 0, 2);
        assertArrayEquals(new long[] {7, 2}, y);
    }

    @Test
    void extremaAreFoundAtTheFirstOrLastPlace() {
        for (int round = 0; round < 300; round++) {
            int middle = random.nextInt(1, 12);
            int inner = random.nextInt(1, 5);
            boolean least = random.nextBoolean();
            boolean last = random.nextBoolean();
            double[] x =
                    random.ints(2L * middle * inner, -3, 4).asDoubleStream().toArray();
            long[] y = new long[2 * inner];
            ReduceKernels.arg(least, last, x, 0, middle, inner, y, 0, 0, 2);
            for (int i = 0; i < y.length; i++) {
                double[] column = column(x, 0, middle, inner, i);
                double best = least
                        ? DoubleStream.of(column).min().orElseThrow()
                        : DoubleStream.of(column).max().orElseThrow();
                int[] places = IntStream.range(0, middle)
                        .filter(m -> column[m] == best)
                        .toArray();
                assertEquals(places[last ? places.length - 1 : 0], y[i]);
            }
        }
    }
}
