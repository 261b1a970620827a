package dev.lanewise.quant;

/** Symmetric positive definite matrices of doubles: the factor L with {@code A = L Lᵀ}, and what follows from it. */
final class Cholesky {

    /** Pivots below this part of the largest diagonal entry count as it, so that a singular matrix has a factor. */
    private static final double LEAST_PIVOT = 1e-14;

    private final double[][] lower;

    private Cholesky(double[][] lower) {
        this.lower = lower;
    }

    /** L, with zeros above its diagonal. */
    double[][] lower() {
        return lower;
    }

    /** The factor of {@code a}, whose lower triangle alone is read. */
    static Cholesky of(double[][] a) {
        int n = a.length;
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, a[i][i]);
        }
        double least = Math.max(largest * LEAST_PIVOT, Double.MIN_NORMAL);
        var l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                l[i][j] = (a[i][j] - dot(l[i], l[j], j)) / l[j][j];
            }
            l[i][i] = Math.sqrt(Math.max(a[i][i] - dot(l[i], l[i], i), least));
        }
        return new Cholesky(l);
    }

    /** The x with {@code A x = b}. */
    double[] solve(double[] b) {
        int n = lower.length;
        var x = b.clone();
        for (int i = 0; i < n; i++) {
            x[i] = (x[i] - dot(lower[i], x, i)) / lower[i][i];
        }
        for (int i = n - 1; i >= 0; i--) {
            x[i] /= lower[i][i];
            for (int j = 0; j < i; j++) {
                x[j] -= lower[i][j] * x[i];
            }
        }
        return x;
    }

    /** The inverse of A. */
    double[][] inverse() {
        int n = lower.length;
        var inverse = new double[n][];
        for (int i = 0; i < n; i++) {
            var unit = new double[n];
            unit[i] = 1;
            inverse[i] = solve(unit);
        }
        return inverse;
    }

    private static double dot(double[] a, double[] b, int length) {
        double even = 0;
        double odd = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            even += a[i] * b[i];
            odd += a[i + 1] * b[i + 1];
        }
        return even + odd + (i < length ? a[i] * b[i] : 0);
    }
}
