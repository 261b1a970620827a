package dev.lanewise.kernel;

/**
 * A real factor held as {@code multiplier / 2^31 * 2^shift}, which integers are multiplied by without floating point:
 * gemmlowp's scheme, which TFLite's integer kernels use.
 *
 * @param multiplier 0, or from 2^30 to 2^31 - 1
 * @param shift power of two, from -31 on
 */
public record FixedPointFactor(int multiplier, int shift) {

    private static final int LEAST_SHIFT = -31;

    /** The nearest to {@code factor}, which is not negative; 0 below 2^-32. */
    public static FixedPointFactor of(double factor) {
        if (factor == 0) {
            return new FixedPointFactor(0, 0);
        }
        int shift = Math.getExponent(factor) + 1;
        long fraction = Math.round(Math.scalb(factor, 31 - shift));
        if (fraction == 1L << 31) {
            fraction /= 2;
            shift++;
        }
        return shift < LEAST_SHIFT ? new FixedPointFactor(0, 0) : new FixedPointFactor((int) fraction, shift);
    }

    /** {@code x * factor}, rounded to 31 fractional bits and then to an integer, ties away from zero. */
    public int times(int x) {
        return FixedPoint.multiply(x, multiplier, shift);
    }
}
