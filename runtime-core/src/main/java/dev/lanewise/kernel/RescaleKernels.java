package dev.lanewise.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Sums of products of integers brought to the steps of another scale: {@code saturate((x + bias) * factor + zero)}
 * with a {@link FixedPointFactor} for each channel or one for all. Sums come as ints or longs, or as floats or doubles
 * that hold integers.
 */
public final class RescaleKernels {

    private RescaleKernels() {}

    /** What the elements become: {@code zero} is added, then they are cut to {@code [low, high]}. */
    public record Target(int zero, int low, int high) {}

    /** Factors, one for each channel, in fixed point or as doubles, which are floats where the arithmetic is theirs. */
    public record Factors(RescaleArithmetic arithmetic, int[] multipliers, int[] shifts, double[] reals) {}

    /**
     * Rows {@code [from, to)} of {@code channels} elements.
     *
     * @param bias ints or longs, one a channel, from {@code bo}; null for none
     */
    public static void run(
            Object x,
            int xo,
            @Nullable Object bias,
            int bo,
            Factors factors,
            Target target,
            Object y,
            int yo,
            int channels,
            int from,
            int to) {
        for (int row = from; row < to; row++) {
            int at = row * channels;
            row(x, xo + at, bias, bo, factors, target, y, yo + at, channels);
        }
    }

    private static void row(
            Object x,
            int xo,
            @Nullable Object bias,
            int bo,
            Factors factors,
            Target target,
            Object y,
            int yo,
            int channels) {
        for (int c = 0; c < channels; c++) {
            long sum = number(x, xo + c) + (bias == null ? 0 : number(bias, bo + c));
            long scaled = switch (factors.arithmetic) {
                case NARROW -> FixedPoint.multiply((int) sum, factors.multipliers[c], factors.shifts[c]);
                case WIDE -> FixedPoint.multiply(sum, factors.multipliers[c], factors.shifts[c]);
                case REAL -> round(sum * factors.reals[c]);
                case FLOAT -> (long) Math.rint((float) sum * (float) factors.reals[c]);
            };
            store(y, yo + c, clamp(scaled + target.zero, target));
        }
    }

    /** {@code x} rounded to nearest, ties away from zero. */
    public static long round(double x) {
        return (long) Math.copySign(Math.floor(Math.abs(x) + 0.5), x);
    }

    private static int clamp(long value, Target target) {
        return (int) Math.min(target.high, Math.max(target.low, value));
    }

    private static long number(Object array, int at) {
        return switch (array) {
            case int[] a -> a[at];
            case long[] a -> a[at];
            case float[] a -> (long) a[at];
            case double[] a -> (long) a[at];
            default -> throw new IllegalArgumentException("no sums in " + array.getClass());
        };
    }

    private static void store(Object array, int at, int value) {
        switch (array) {
            case byte[] a -> a[at] = (byte) value;
            case short[] a -> a[at] = (short) value;
            case int[] a -> a[at] = value;
            case float[] a -> a[at] = value;
            default -> throw new IllegalArgumentException("no integers in " + array.getClass());
        }
    }
}
