package dev.lanewise.op.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatMulTest {

    private final SplittableRandom random = new SplittableRandom(7);

    @ParameterizedTest
    @CsvSource({"1,7,33", "5,64,100", "130,37,65", "2,1,1", "9,16,3"})
    void multipliesBatchesThatBroadcast(int m, int k, int n) {
        for (int variant = 0; variant < 16; variant++) {
            boolean ta = (variant & 1) != 0;
            boolean tb = (variant & 2) != 0;
            boolean constant = (variant & 4) != 0;
            int threads = (variant & 8) != 0 ? 2 : 1;
            Tensor a = OperatorRuns.random(random, 3, 1, ta ? k : m, ta ? m : k);
            Tensor b = OperatorRuns.random(random, 2, tb ? n : k, tb ? k : n);
            Tensor y = OperatorRuns.run(new MatMul(ta, tb), threads, constant, a, b);
            assertArrayEquals(new long[] {3, 2, m, n}, y.shape());
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 2; j++) {
                    check(
                            a.floats(),
                            i * m * k,
                            ta,
                            b.floats(),
                            j * k * n,
                            tb,
                            y.floats(),
                            (i * 2 + j) * m * n,
                            m,
                            k,
                            n);
                }
            }
        }
    }

    @Test
    void sharesOneRightMatrixAmongAllRows() {
        Tensor a = OperatorRuns.random(random, 4, 50, 20);
        Tensor b = OperatorRuns.random(random, 20, 70);
        Tensor y = OperatorRuns.run(new MatMul(), 2, true, a, b);
        check(a.floats(), 0, false, b.floats(), 0, false, y.floats(), 0, 200, 20, 70);
    }

    @Test
    void addsBiasAndResidualBeforeTheActivation() {
        Tensor a = OperatorRuns.random(random, 2, 9, 11);
        Tensor b = OperatorRuns.random(random, 11, 40);
        Tensor bias = OperatorRuns.random(random, 40);
        Tensor residual = OperatorRuns.random(random, 2, 9, 40);
        Tensor plain = OperatorRuns.run(new MatMul(), 1, false, a, b);
        Tensor y = OperatorRuns.run(new MatMul(false, false, Epilogue.RELU), 1, true, a, b, bias, residual);
        for (int i = 0; i < y.size(); i++) {
            float expected = Math.max(0, plain.floats()[i] + bias.floats()[i % 40] + residual.floats()[i]);
            assertEquals(expected, y.floats()[i], 1e-5f);
        }
    }

    @Test
    void takesVectorsAsARowAndAsAColumn() {
        Tensor a = OperatorRuns.random(random, 13);
        Tensor b = OperatorRuns.random(random, 2, 13, 5);
        Tensor y = OperatorRuns.run(new MatMul(), 1, false, a, b);
        assertArrayEquals(new long[] {2, 5}, y.shape());
        check(a.floats(), 0, false, b.floats(), 65, false, y.floats(), 5, 1, 13, 5);
        Tensor dot = OperatorRuns.run(new MatMul(), 1, false, a, a);
        assertArrayEquals(new long[0], dot.shape());
    }

    @Test
    void multipliesLongsExactly() {
        Tensor a = Tensor.of(new long[] {1L << 40, 3, -5, 7, 11, 13}, 3, 2);
        Tensor b = Tensor.of(new long[] {2, -3, 4, 1}, 2, 2);
        Tensor y = OperatorRuns.run(new MatMul(), 1, false, a, b);
        assertArrayEquals(new long[] {(1L << 41) + 12, -3 * (1L << 40) + 3, 18, 22, 74, -20}, y.longs());
    }

    @Test
    void givesTheBiasWhereThereIsNothingToSum() {
        Tensor y = OperatorRuns.run(
                new MatMul(),
                1,
                false,
                Tensor.of(new float[0], 2, 0),
                Tensor.of(new float[0], 0, 3),
                Tensor.of(new float[] {1, 2, 3}, 3));
        assertArrayEquals(new float[] {1, 2, 3, 1, 2, 3}, y.floats());
    }

    @Test
    void refusesMatricesThatDoNotFit() {
        Tensor a = OperatorRuns.random(random, 2, 3);
        assertThrows(InvalidInputException.class, () -> OperatorRuns.run(new MatMul(), 1, false, a, a));
    }

    private static void check(
            float[] a, int ao, boolean ta, float[] b, int bo, boolean tb, float[] y, int yo, int m, int k, int n) {
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    double left = a[ao + (ta ? p * m + i : i * k + p)];
                    sum += left * b[bo + (tb ? j * k + p : p * n + j)];
                }
                assertEquals(sum, y[yo + i * n + j], 1e-5, "row " + i + ", column " + j);
            }
        }
    }
}
