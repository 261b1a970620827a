package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CholeskyTest {

    @Test
    void solvesAndInverts() {
        var random = new SplittableRandom(1);
        for (int n : new int[] {1, 2, 5, 17}) {
            double[][] a = positiveDefinite(random, n);
            var expected = new double[n];
            var b = new double[n];
            for (int i = 0; i < n; i++) {
                expected[i] = random.nextGaussian();
            }
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    b[i] += a[i][j] * expected[j];
                }
            }
            Cholesky factor = Cholesky.of(a);
            double[] x = factor.solve(b);
            double[][] inverse = factor.inverse();
            for (int i = 0; i < n; i++) {
                assertEquals(expected[i], x[i], 1e-9);
                for (int j = 0; j < n; j++) {
                    double sum = 0;
                    for (int k = 0; k < n; k++) {
                        sum += a[i][k] * inverse[k][j];
                    }
                    assertEquals(i == j ? 1 : 0, sum, 1e-9);
                }
            }
        }
    }

    @Test
    void aSingularMatrixHasAFactor() {
        double[][] ones = {{1, 1}, {1, 1}};
        for (double value : Cholesky.of(ones).solve(new double[] {2, 2})) {
            assertTrue(Double.isFinite(value));
        }
    }

    private static double[][] positiveDefinite(SplittableRandom random, int n) {
        var a = new double[n][n];
        for (int r = 0; r < n + 2; r++) {
            double[] x = random.doubles(n, -1, 1).toArray();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    a[i][j] += x[i] * x[j];
                }
            }
        }
        for (int i = 0; i < n; i++) {
            a[i][i] += 0.1;
        }
        return a;
    }
}
