package dev.lanewise.kernel;

/** Powers of floats with the exponents that models are full of, as {@link Math#pow} rounded to float gives them. */
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
}
