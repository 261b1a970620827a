package dev.lanewise.kernel;

/**
 * Exponentials, reciprocals and roots of fixed-point numbers, in integers alone, as gemmlowp defines them. A number with
 * {@code n} integer bits is {@code raw / 2^(31 - n)}.
 */
public final class FixedPointCurves {

    private static final int[] EXPONENTIALS = {1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242};

    private FixedPointCurves() {}

    /** {@code x * 2^exponent}, saturated. */
    static int shiftLeft(int x, int exponent) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(Integer.MIN_VALUE, (long) x << exponent));
    }

    /** {@code exp(x)} with no integer bits, of {@code x <= 0} with {@code integerBits} of them, at most 5. */
    public static int exp(int x, int integerBits) {
        if (x == 0) {
            return Integer.MAX_VALUE;
        }
        int fractionalBits = 31 - integerBits;
        int quarter = 1 << fractionalBits - 2;
        int fraction = (x & quarter - 1) - quarter;
        int result = expNearZero(shiftLeft(fraction, integerBits));
        int remainder = fraction - x;
        for (int i = 0; i < EXPONENTIALS.length && i - 2 < integerBits; i++) {
            if ((remainder & 1 << fractionalBits + i - 2) != 0) {
                result = FixedPoint.highProduct(result, EXPONENTIALS[i]);
            }
        }
        return result;
    }

    /** {@code exp(x)} for x from -1/4 to 0, by Taylor's series around -1/8. */
    private static int expNearZero(int a) {
        int x = a + (1 << 28);
        int x2 = FixedPoint.highProduct(x, x);
        int x3 = FixedPoint.highProduct(x2, x);
        int x4 = FixedPoint.highProduct(x2, x2);
        int third = FixedPoint.highProduct(FixedPoint.divideByPowerOfTwo(x4, 2) + x3, 715827883);
        int terms = FixedPoint.divideByPowerOfTwo(third + x2, 1);
        return 1895147668 + FixedPoint.highProduct(1895147668, x + terms);
    }

    /** {@code 1 / (1 + x)} for x from 0 to 1, all without integer bits, by Newton's method. */
    public static int reciprocalOfOneAnd(int a) {
        int half = (int) ((long) a + Integer.MAX_VALUE + 1 >> 1);
        int x = 1515870810 + FixedPoint.highProduct(half, -1010580540);
        for (int i = 0; i < 3; i++) {
            int rest = (1 << 29) - FixedPoint.highProduct(half, x);
            x += shiftLeft(FixedPoint.highProduct(x, rest), 2);
        }
        return shiftLeft(x, 1);
    }

    /**
     * {@code a / b * factor} of whole numbers, by the reciprocal of {@code b}, which is not 0. TFLite's kernel divides
     * small quotients by powers of two beyond 2^31, which C++ leaves open: there is what x86 and ARM make of it.
     */
    public static int quotient(int a, int b, FixedPointFactor factor) {
        int dividend = b < 0 ? -a : a;
        int divisor = Math.abs(b);
        int leading = Integer.numberOfLeadingZeros(divisor);
        int reciprocal = reciprocalOfOneAnd((divisor << leading) - Integer.MIN_VALUE);
        int headroom =
                Integer.numberOfLeadingZeros(dividend < 0 ? -2 * dividend - 1 : dividend) - (dividend < 0 ? 0 : 1);
        int unscaled = FixedPoint.multiply(dividend, reciprocal, headroom);
        int shift = factor.shift() - (31 - leading) - headroom;
        return shift >= -31
                ? FixedPoint.multiply(unscaled, factor.multiplier(), shift)
                : divideTooFar(FixedPoint.highProduct(unscaled, factor.multiplier()), -shift);
    }

    /** Rounds up, and shifts by the last five bits of {@code exponent}, as processors do. */
    private static int divideTooFar(int x, int exponent) {
        return (x >> exponent) + (x >= 0 ? 1 : 0);
    }

    /** {@code 1 / sqrt(x)} of a whole number, as a factor. */
    public static FixedPointFactor reciprocalRoot(int whole) {
        if (whole <= 1) {
            return new FixedPointFactor(Integer.MAX_VALUE, 0);
        }
        int input = whole;
        int shift = 11;
        while (input >= 1 << 29) {
            input /= 4;
            shift++;
        }
        int pairs = (Integer.numberOfLeadingZeros(input) - 1) / 2 - 1;
        shift -= pairs;
        input <<= 2 * pairs;
        int value = input >> 1;
        int halved = FixedPoint.divideByPowerOfTwo(value, 1);
        int x = 1 << 28;
        for (int i = 0; i < 5; i++) {
            int cube = shiftLeft(FixedPoint.highProduct(FixedPoint.highProduct(x, x), x), 6);
            int next = FixedPoint.highProduct((1 << 28) + (1 << 27), x) - FixedPoint.highProduct(halved, cube);
            x = shiftLeft(next, 3);
        }
        x = FixedPoint.highProduct(x, 1518500250);
        return shift < 0 ? new FixedPointFactor(x << -shift, 0) : new FixedPointFactor(x, -shift);
    }
}
