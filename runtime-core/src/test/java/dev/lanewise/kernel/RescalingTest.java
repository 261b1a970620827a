package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.kernel.RescaleKernels.Factors;
import dev.lanewise.kernel.RescaleKernels.Target;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sums in floats against whole numbers, one by one, with many of them next to where results change. */
class RescalingTest {

    private static final int LARGEST = 1 << 24;

    @ParameterizedTest
    @EnumSource(value = RescaleArithmetic.class, names = "WIDE", mode = EnumSource.Mode.EXCLUDE)
    void roundsAsWholeNumbersDo(RescaleArithmetic arithmetic) {
        var random = new SplittableRandom(5);
        for (int channels : new int[] {1, 3, 10, 16, 24, 33, 64, 1001}) {
            for (int trial = 0; trial < 20; trial++) {
                Factors factors = trial % 4 == 0
                        ? spread(factors(random, arithmetic, 1), channels)
                        : factors(random, arithmetic, channels);
                int zero = trial % 3 == 0 ? 0 : random.nextInt(-128, 128);
                int low = random.nextBoolean() ? -128 : zero;
                var target = new Target(zero, low, 127);
                int pixels = 1 + random.nextInt(40);
                float[] x = sums(random, factors, channels, pixels);
                var expected = new int[x.length];
                RescaleKernels.run(x, 0, null, 0, factors, target, expected, 0, channels, 0, pixels);
                var made = new float[x.length + 3];
                var rescaling = Objects.requireNonNull(Rescaling.of(factors, target, channels));
                rescaling.run(x, 0, made, 3, x.length);
                assertArrayEquals(expected, ints(made, 3));
                rescaling.run(x, 0, x, 0, x.length);
                assertArrayEquals(expected, ints(x, 0));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesChannelsFromTheMiddleOfPixels(boolean cut) {
        var random = new SplittableRandom(6);
        int channels = 296;
        int pixels = 5;
        Factors factors = factors(random, RescaleArithmetic.NARROW, channels);
        var target = cut ? new Target(0, 0, 255) : new Target(3, -128, 127);
        float[] x = sums(random, factors, channels, pixels);
        var expected = new int[x.length];
        RescaleKernels.run(x, 0, null, 0, factors, target, expected, 0, channels, 0, pixels);
        var rescaling = Objects.requireNonNull(Rescaling.of(factors, target, channels));
        var made = new float[x.length];
        for (int from = 0, length = 32; from < channels; from += length, length = Math.min(133, channels - from)) {
            rescaling.run(x, from, made, from, channels, pixels, from, length);
        }
        assertArrayEquals(expected, ints(made, 0));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void addsAsWholeNumbersDo(boolean subtract) {
        var random = new SplittableRandom(7);
        int suited = 0;
        for (int trial = 0; trial < 300; trial++) {
            double a = trial % 5 == 0 ? 0.5 : random.nextDouble(0.01, 1);
            double b = trial % 7 == 0 ? a : random.nextDouble(0.01, 1);
            double to = trial % 3 == 0 ? 2 * Math.max(a, b) : random.nextDouble(0.01, 2);
            double twice = 2 * Math.max(a, b);
            var first = FixedPointFactor.of(a / twice);
            var second = FixedPointFactor.of(b / twice);
            var factor = FixedPointFactor.of(twice / ((1 << 20) * to));
            int zero = random.nextInt(-128, 128);
            var adder = new FixedPointAdder(zero, -128, 127, subtract, 20, first, second, factor);
            suited += adder.suits() ? 1 : 0;
            var x = new float[1000];
            var y = new float[1000];
            var expected = new int[1000];
            for (int i = 0; i < x.length; i++) {
                x[i] = random.nextInt(-255, 256);
                y[i] = random.nextInt(-255, 256);
                int one = first.times((int) x[i] << 20);
                int other = second.times((int) y[i] << 20);
                int sum = factor.times(subtract ? one - other : one + other) + zero;
                expected[i] = Math.min(127, Math.max(-128, sum));
            }
            if (adder.suits()) {
                adder.run(x, 0, y, 0, x, 0, x.length);
                assertArrayEquals(expected, ints(x, 0));
            }
        }
        assertTrue(suited > 200, "kernels suit " + suited);
    }

    @Test
    void narrowsToBytes() {
        var floats = new float[300];
        var expected = new byte[300];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = i % 256 - 100;
            expected[i] = (byte) (floats[i] - 28);
        }
        var bytes = new byte[300];
        QuantizeKernels.narrow(floats, 0, -28, bytes, 0, 300);
        assertArrayEquals(expected, bytes);
    }

    private static Factors factors(SplittableRandom random, RescaleArithmetic arithmetic, int channels) {
        var multipliers = new int[channels];
        var shifts = new int[channels];
        var reals = new double[channels];
        for (int c = 0; c < channels; c++) {
            double factor = Math.scalb(random.nextDouble(0.5, 1), -random.nextInt(16));
            factor = random.nextInt(10) == 0 ? Math.scalb(1.0, -random.nextInt(12)) : factor;
            var fixed = FixedPointFactor.of(factor);
            multipliers[c] = fixed.multiplier();
            shifts[c] = fixed.shift();
            reals[c] = arithmetic == RescaleArithmetic.FLOAT ? (float) factor : factor;
        }
        return new Factors(arithmetic, multipliers, shifts, reals);
    }

    private static Factors spread(Factors one, int channels) {
        var multipliers = new int[channels];
        var shifts = new int[channels];
        var reals = new double[channels];
        Arrays.fill(multipliers, one.multipliers()[0]);
        Arrays.fill(shifts, one.shifts()[0]);
        Arrays.fill(reals, one.reals()[0]);
        return new Factors(one.arithmetic(), multipliers, shifts, reals);
    }

    /** Sums near the middle between two results, small ones, and the largest. */
    private static float[] sums(SplittableRandom random, Factors factors, int channels, int pixels) {
        var x = new float[pixels * channels];
        for (int i = 0; i < x.length; i++) {
            double factor = factors.reals()[i % channels];
            double middle = (random.nextInt(-130, 130) + 0.5) / factor;
            int sum = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(-LARGEST, LARGEST + 1);
                case 1 -> random.nextInt(-300, 300);
                default -> (int) Math.floor(middle) + random.nextInt(-1, 3);
            };
            x[i] = Math.min(LARGEST, Math.max(-LARGEST, sum));
        }
        return x;
    }

    private static int[] ints(float[] x, int from) {
        var ints = new int[x.length - from];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = (int) x[from + i];
        }
        return ints;
    }
}
