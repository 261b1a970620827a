package dev.lanewise.kernel;

/**
 * Powers of floats with the exponents that models are full of, as {@link Math#pow} rounded to float gives them, and
 * powers of integers.
 */
final class BinaryPowers {

    private BinaryPowers() {}

    /** Raises {@code n} floats to {@code exponent}; false, with nothing done, where there is no shortcut. */
    static boolean apply(float[] a, int ao, float exponent, float[] y, int yo, int n) {
        if (exponent == 1) {
            System.arraycopy(a, ao, y, yo, n);
        } else if (exponent == 2) {
            BinaryKernels.apply(BinaryFunction.MUL, a, ao, 1, a, ao, 1, y, yo, n);
        } else if (exponent == 3) {
            cube(a, ao, y, yo, n);
        } else if (exponent == 0.5f) {
            root(a, ao, y, yo, n);
        } else {
            return false;
        }
        return true;
    }

    private static void cube(float[] a, int ao, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            double v = a[ao + i];
            y[yo + i] = (float) (v * v * v);
        }
    }

    private static void root(float[] a, int ao, float[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            float v = a[ao + i];
            y[yo + i] = v == Float.NEGATIVE_INFINITY ? Float.POSITIVE_INFINITY : (float) Math.sqrt(v) + 0f;
        }
    }

    /** The power cut to an integer, and to its lowest 64 bits; 0 for 0 to a negative exponent. */
    static long of(long base, long exponent) {
        if (exponent >= 0) {
            return ofUnsigned(base, exponent);
        }
        boolean isUnit = base == 1 || base == -1;
        return isUnit ? ofUnsigned(base, exponent & 1) : 0;
    }

    /** The lowest 64 bits of a power with an exponent read as unsigned. */
    static long ofUnsigned(long base, long exponent) {
        long result = 1;
        long square = base;
        for (long left = exponent; left != 0; left >>>= 1) {
            if ((left & 1) != 0) {
                result *= square;
            }
            square *= square;
        }
        return result;
    }
}
