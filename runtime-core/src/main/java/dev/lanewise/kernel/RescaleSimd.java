package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Whole vectors of {@link Rescaling}. Adding {@link #MAGIC} rounds to an integer, ties to even; the sum's bits are
 * ordered as the integers are, also where these do not fit, so that they are clamped as ints.
 */
final class RescaleSimd {

    private static final float MAGIC = 0x1.8p23f;

    /** Bits of the largest distance from an integer that leaves no doubt. */
    private static final int SAFE = Float.floatToRawIntBits(0.5f - Rescaling.DOUBT);

    private RescaleSimd() {}

    /** Products rounded as floats, {@code count} of them, with the factors from {@code first} on. */
    static void floats(
            float[] x, int xo, float[] y, int yo, float[] factors, int first, int zero, int low, int high, int count) {
        int least = Float.floatToRawIntBits(MAGIC + (low - zero));
        int greatest = Float.floatToRawIntBits(MAGIC + (high - zero));
        for (int i = 0; i < count; i += Lanes.L) {
            var factor = FloatVector.fromArray(Lanes.F, factors, first + i);
            var rounded = FloatVector.fromArray(Lanes.F, x, xo + i).mul(factor).add(MAGIC);
            clamped(rounded, least, greatest).sub(MAGIC - zero).intoArray(y, yo + i);
        }
    }

    /**
     * Products rounded in fixed point or as doubles, from {@code done} up to {@code count} or to the first vector with a
     * doubt, whose place is returned; {@code nudges} take the sign of the sums.
     */
    static int fixed(
            float[] x,
            int xo,
            float[] y,
            int yo,
            float[] factors,
            float[] nudges,
            int first,
            int zero,
            int low,
            int high,
            int done,
            int count) {
        int least = Float.floatToRawIntBits(MAGIC + (low - zero));
        int greatest = Float.floatToRawIntBits(MAGIC + (high - zero));
        for (int i = done; i < count; i += Lanes.L) {
            var factor = FloatVector.fromArray(Lanes.F, factors, first + i);
            var nudge = FloatVector.fromArray(Lanes.F, nudges, first + i).reinterpretAsInts();
            var sum = FloatVector.fromArray(Lanes.F, x, xo + i);
            var sign = sum.reinterpretAsInts().and(Integer.MIN_VALUE);
            var product = sum.fma(factor, nudge.or(sign).reinterpretAsFloats());
            var rounded = product.add(MAGIC);
            var rest = magnitude(product.sub(rounded.sub(MAGIC)));
            if (rest.compare(VectorOperators.GT, SAFE).anyTrue()) {
                return i;
            }
            clamped(rounded, least, greatest).sub(MAGIC - zero).intoArray(y, yo + i);
        }
        return count;
    }

    /** Sums of {@code a * first + b * second}; {@code doubt} is how far from a middle they are safe. */
    static void sums(
            FixedPointAdder exact,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] y,
            int yo,
            float first,
            float second,
            float doubt,
            int zero,
            int low,
            int high,
            int count) {
        int least = Float.floatToRawIntBits(MAGIC + (low - zero));
        int greatest = Float.floatToRawIntBits(MAGIC + (high - zero));
        for (int i = 0; i < count; i += Lanes.L) {
            var sum = FloatVector.fromArray(Lanes.F, a, ao + i)
                    .mul(first)
                    .add(FloatVector.fromArray(Lanes.F, b, bo + i).mul(second));
            var rounded = sum.add(MAGIC);
            var rest = sum.sub(rounded.sub(MAGIC)).abs();
            if (rest.compare(VectorOperators.GT, 0.5f - doubt).anyTrue()) {
                exact.exactly(a, ao + i, b, bo + i, y, yo + i, Lanes.L);
            } else {
                clamped(rounded, least, greatest).sub(MAGIC - zero).intoArray(y, yo + i);
            }
        }
    }

    /** Bits of the magnitude, which are ordered as the magnitudes are. */
    private static IntVector magnitude(FloatVector x) {
        return x.reinterpretAsInts().and(Integer.MAX_VALUE);
    }

    private static FloatVector clamped(FloatVector rounded, int least, int greatest) {
        IntVector bits = rounded.reinterpretAsInts();
        return bits.max(least).min(greatest).reinterpretAsFloats();
    }
}
