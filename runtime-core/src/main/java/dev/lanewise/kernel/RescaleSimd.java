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

    private RescaleSimd() {}

    /** Products rounded as floats. {@code count} is a multiple of the lanes, the first factor at {@code first}. */
    static void floats(
            float[] x,
            int xo,
            float[] y,
            int yo,
            float[] factors,
            int first,
            int period,
            int zero,
            int low,
            int high,
            int count) {
        int least = Float.floatToRawIntBits(MAGIC + (low - zero));
        int greatest = Float.floatToRawIntBits(MAGIC + (high - zero));
        for (int i = 0, c = first; i < count; i += Lanes.L, c = c + Lanes.L == period ? 0 : c + Lanes.L) {
            var factor = FloatVector.fromArray(Lanes.F, factors, c);
            var rounded = FloatVector.fromArray(Lanes.F, x, xo + i).mul(factor).add(MAGIC);
            clamped(rounded, least, greatest).sub(MAGIC - zero).intoArray(y, yo + i);
        }
    }

    /** Products rounded in fixed point or as doubles; {@code nudges} take the sign of the sums. */
    static void fixed(
            Rescaling exact,
            float[] x,
            int xo,
            float[] y,
            int yo,
            float[] factors,
            float[] nudges,
            int first,
            int period,
            int zero,
            int low,
            int high,
            int count) {
        int least = Float.floatToRawIntBits(MAGIC + (low - zero));
        int greatest = Float.floatToRawIntBits(MAGIC + (high - zero));
        for (int i = 0, c = first; i < count; i += Lanes.L, c = c + Lanes.L == period ? 0 : c + Lanes.L) {
            var sum = FloatVector.fromArray(Lanes.F, x, xo + i);
            var sign = sum.reinterpretAsInts().and(Integer.MIN_VALUE);
            var nudge = FloatVector.fromArray(Lanes.F, nudges, c).reinterpretAsInts();
            var factor = FloatVector.fromArray(Lanes.F, factors, c);
            var product = sum.fma(factor, nudge.or(sign).reinterpretAsFloats());
            var rounded = product.add(MAGIC);
            var rest = product.sub(rounded.sub(MAGIC)).abs();
            if (rest.compare(VectorOperators.GT, 0.5f - Rescaling.DOUBT).anyTrue()) {
                exact.exactly(x, xo + i, y, yo + i, c, Lanes.L);
            } else {
                clamped(rounded, least, greatest).sub(MAGIC - zero).intoArray(y, yo + i);
            }
        }
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

    private static FloatVector clamped(FloatVector rounded, int least, int greatest) {
        IntVector bits = rounded.reinterpretAsInts();
        return bits.max(least).min(greatest).reinterpretAsFloats();
    }
}
