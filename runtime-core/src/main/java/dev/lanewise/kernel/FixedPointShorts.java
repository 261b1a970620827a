package dev.lanewise.kernel;

/**
 * Sigmoid and hyperbolic tangent of 16-bit fixed-point numbers, in integers alone, as gemmlowp defines them. A number
 * with {@code n} integer bits is {@code raw / 2^(15 - n)}.
 */
public final class FixedPointShorts {

    private static final int ONE = Short.MAX_VALUE;
    private static final int HALF = 1 << 14;
    private static final int TWO_BITS_ONE = 1 << 13;
    private static final int EXP_MINUS_EIGHTH = constant(1895147668);
    private static final int THIRD = constant(715827883);
    private static final int RECIPROCAL_START = constant(1515870810);
    private static final int RECIPROCAL_SLOPE = constant(-1010580540);
    private static final int LEAST_INTEGER_BITS_TO_CLAMP = 6;

    private static final int[] EXPONENTIALS = {
        constant(1672461947),
        constant(1302514674),
        constant(790015084),
        constant(290630308),
        constant(39332535),
        constant(720401),
        constant(242)
    };

    private FixedPointShorts() {}

    private static int constant(int ofInts) {
        return FixedPoint.divideByPowerOfTwo(ofInts, 16);
    }

    /** {@code 1 / (1 + exp(-x))} with no integer bits, of {@code x} with 3 of them. */
    public static short sigmoid(short x) {
        if (x == 0) {
            return HALF;
        }
        int ofPositive = reciprocal(exp((short) (x > 0 ? -x : x), 3));
        return (short) (x > 0 ? ofPositive : ONE - ofPositive);
    }

    /** {@code tanh(x)} with no integer bits, of {@code x} with {@code integerBits} of them, 0 to 6. */
    public static short tanh(short x, int integerBits) {
        if (x == 0) {
            return 0;
        }
        int ofNegative = quotient(exp((short) (x < 0 ? x : -x), integerBits + 1));
        return (short) (x < 0 ? -ofNegative : ofNegative);
    }

    /** {@code a * b / 2^15}, rounded to nearest; the one product that does not fit becomes the greatest short. */
    static int product(int a, int b) {
        if (a == Short.MIN_VALUE && b == Short.MIN_VALUE) {
            return Short.MAX_VALUE;
        }
        int wide = a * b;
        return (short) ((wide + (wide >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15));
    }

    /** {@code x * 2^exponent}, saturated. */
    static int shiftLeft(int x, int exponent) {
        return Math.clamp((long) x << exponent, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    static int saturated(int x) {
        return Math.clamp(x, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** {@code exp(x)} with no integer bits, of {@code x <= 0} with {@code integerBits} of them. */
    private static int exp(short x, int integerBits) {
        if (x == 0) {
            return ONE;
        }
        int fractionalBits = 15 - integerBits;
        int quarter = 1 << fractionalBits - 2;
        int fraction = (x & quarter - 1) - quarter;
        int result = expNearZero(shiftLeft(fraction, integerBits));
        int remainder = (short) (fraction - x);
        for (int i = 0; i < EXPONENTIALS.length && i - 2 < integerBits; i++) {
            if ((remainder & 1 << fractionalBits + i - 2) != 0) {
                result = product(result, EXPONENTIALS[i]);
            }
        }
        boolean vanishes = integerBits >= LEAST_INTEGER_BITS_TO_CLAMP && x < -(1 << 20 - integerBits);
        return vanishes ? 0 : result;
    }

    /** {@code exp(x)} for x from -1/4 to 0, by Taylor's series around -1/8. */
    private static int expNearZero(int a) {
        int x = (short) (a + (1 << 12));
        int x2 = product(x, x);
        int x3 = product(x2, x);
        int x4 = FixedPoint.divideByPowerOfTwo(product(x2, x2), 2);
        int terms = FixedPoint.divideByPowerOfTwo((short) (product((short) (x4 + x3), THIRD) + x2), 1);
        return saturated(EXP_MINUS_EIGHTH + product(EXP_MINUS_EIGHTH, (short) (x + terms)));
    }

    /** {@code 2 / (1 + x)} with 2 integer bits for x from 0 to 1 without one, by Newton's method. */
    private static int twiceReciprocal(int a) {
        int half = (a + ONE + 1) / 2;
        int x = (short) (RECIPROCAL_START + product(half, RECIPROCAL_SLOPE));
        for (int i = 0; i < 3; i++) {
            int rest = (short) (TWO_BITS_ONE - product(half, x));
            x = (short) (x + shiftLeft(product(x, rest), 2));
        }
        return x;
    }

    /** {@code 1 / (1 + x)}. */
    private static int reciprocal(int a) {
        return shiftLeft(twiceReciprocal(a), 1);
    }

    /** {@code (1 - x) / (1 + x)}. */
    private static int quotient(int a) {
        return shiftLeft((short) (twiceReciprocal(a) - TWO_BITS_ONE), 2);
    }
}
