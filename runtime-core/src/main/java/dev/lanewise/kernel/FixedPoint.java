package dev.lanewise.kernel;

/** Arithmetic of fixed-point numbers as gemmlowp and TFLite define it. */
public final class FixedPoint {

    private static final long HALF = 1L << 30;

    private FixedPoint() {}

    /** {@code round(round(x * 2^max(0, shift) * multiplier / 2^31) / 2^max(0, -shift))}. */
    public static int multiply(int x, int multiplier, int shift) {
        int left = Math.max(0, shift);
        return divideByPowerOfTwo(highProduct(x << left, multiplier), left - shift);
    }

    /** The same of a wide sum, with the multiplier rounded to 15 bits and one rounding, halves up. */
    public static int multiply(long x, int multiplier, int shift) {
        int narrow = multiplier < 0x7FFF0000 ? multiplier + (1 << 15) >> 16 : 0x7FFF;
        int total = 15 - shift;
        return (int) (x * narrow + (1L << total - 1) >> total);
    }

    /** {@code a * b / 2^31}, rounded to nearest; the one product that does not fit becomes the greatest int. */
    public static int highProduct(int a, int b) {
        return a == b && a == Integer.MIN_VALUE ? Integer.MAX_VALUE : (int) ((long) a * b + HALF >> 31);
    }

    /** {@code x / 2^exponent} rounded to nearest, ties away from zero. */
    public static int divideByPowerOfTwo(int x, int exponent) {
        return exponent == 0 ? x : (int) (x + (1L << exponent - 1) + (x >> 31) >> exponent);
    }
}
