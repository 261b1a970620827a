package dev.lanewise.quant;

/** The upper triangular U with UᵀU the inverse of a symmetric positive definite matrix. */
final class InverseFactor {

    private InverseFactor() {}

    /** Of the {@code n} by {@code n} matrix {@code a}, which is used up. */
    static double[] of(double[] a, int n) {
        return inverse(factor(a, n), n);
    }

    /** The upper triangular R with R·Rᵀ = a: Cholesky's factorisation from the last row up. */
    private static double[] factor(double[] a, int n) {
        var r = new double[n * n];
        var column = new double[n];
        for (int j = n - 1; j >= 0; j--) {
            double pivot = Math.sqrt(Math.max(a[j * n + j], 1e-30));
            r[j * n + j] = pivot;
            for (int i = 0; i < j; i++) {
                column[i] = a[j * n + i] / pivot;
                r[i * n + j] = column[i];
            }
            for (int i = 0; i < j; i++) {
                WeightRounding.addScaled(a, i * n, -column[i], column, 0, i + 1);
            }
        }
        return r;
    }

    private static double[] inverse(double[] r, int n) {
        var u = new double[n * n];
        for (int i = n - 1; i >= 0; i--) {
            double diagonal = 1 / r[i * n + i];
            for (int k = i + 1; k < n; k++) {
                WeightRounding.addScaled(u, i * n + k, -diagonal * r[i * n + k], u, k * n + k, n - k);
            }
            u[i * n + i] = diagonal;
        }
        return u;
    }
}
