package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SparseGemmTest {

    private static final float UNTOUCHED = 77;

    private final SplittableRandom random = new SplittableRandom(17);

    @Test
    void givesTheBitsOfADenseChain() {
        for (int rows : new int[] {1, 7, 63, 64, 65, 130}) {
            for (int columns : new int[] {1, 5, 31, 32, 33, 70}) {
                for (double density : new double[] {0, 0.1, 0.5, 1}) {
                    check(rows, columns, random.nextInt(1, 50), density, Epilogue.NONE, false);
                }
            }
        }
    }

    @Test
    void residualIsAddedBeforeTheActivation() {
        for (int round = 0; round < 100; round++) {
            var epilogue = new Epilogue(random.nextInt(13), 0.2f, 3f);
            check(random.nextInt(1, 90), random.nextInt(1, 80), random.nextInt(1, 70), 0.2, epilogue, round % 2 == 0);
        }
    }

    @Test
    void paysForManyZerosAlone() {
        assertTrue(SparseGemm.pays(640, 256, 256, 256 * 256));
        assertFalse(SparseGemm.pays(640, 256, 256, 256 * 256 / 4));
        assertFalse(SparseGemm.pays(640, 8, 64, 8 * 64));
        assertFalse(SparseGemm.pays(1, 256, 256, 200 * 256));
    }

    @Test
    void countsZerosOfEitherSign() {
        assertEquals(2, SparseMatrix.zeros(new float[] {0, 1, -0f, Float.NaN, Float.MIN_VALUE}));
    }

    @Test
    void aSampleTellsMatricesThatMayPayFromDenseOnes() {
        for (int zerosInTen : new int[] {1, 5}) {
            float[] b = floats(1 << 18);
            for (int i = 0; i < b.length; i++) {
                b[i] = random.nextInt(10) < zerosInTen ? 0 : b[i];
            }
            assertEquals(zerosInTen == 5, SparseMatrix.mayPay(b));
        }
        assertTrue(SparseMatrix.mayPay(new float[3]));
        assertFalse(SparseMatrix.mayPay(new float[] {1, 2, 3}));
    }

    private void check(int rows, int columns, int depth, double density, Epilogue epilogue, boolean withResidual) {
        int lda = depth + random.nextInt(3);
        int ldc = columns + random.nextInt(3);
        int ldr = columns + random.nextInt(3);
        float[] a = floats(1 + rows * lda);
        float[] b = floats(depth * columns);
        for (int i = 0; i < b.length; i++) {
            b[i] = random.nextDouble() < density ? b[i] : 0;
        }
        float[] bias = random.nextBoolean() ? floats(3 + columns) : Gemm.NONE;
        float[] residual = withResidual ? floats(4 + rows * ldr) : Gemm.NONE;
        float[] c = new float[5 + rows * ldc];
        Arrays.fill(c, UNTOUCHED);
        float[] expected = c.clone();
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                float sum = bias.length == 0 ? 0 : bias[3 + n];
                for (int k = 0; k < depth; k++) {
                    float x = a[1 + m * lda + k];
                    sum = Isa.FMA ? Math.fma(x, b[k * columns + n], sum) : sum + x * b[k * columns + n];
                }
                expected[5 + m * ldc + n] = withResidual ? sum + residual[4 + m * ldr + n] : sum;
            }
            Activations.apply(epilogue.activation(), epilogue.alpha(), epilogue.beta(), expected, 5 + m * ldc, columns);
        }
        boolean byColumn = random.nextBoolean();
        SparseMatrix sparse = byColumn
                ? SparseMatrix.of(transposed(b, depth, columns), 1, depth, depth, columns)
                : SparseMatrix.of(b, columns, 1, depth, columns);
        assertEquals(b.length - SparseMatrix.zeros(b), sparse.count());
        float[] scratch = new float[2 + SparseGemm.scratchLength(sparse)];
        int middle = Math.min(rows, SparseGemm.ROWS);
        for (int[] part : new int[][] {{0, middle}, {middle, rows}}) {
            SparseGemm.run(
                    part[0], part[1], a, 1, lda, sparse, bias, 3, residual, 4, ldr, c, 5, ldc, epilogue, scratch, 2);
        }
        assertArrayEquals(expected, c);
    }

    private static float[] transposed(float[] b, int depth, int columns) {
        float[] turned = new float[b.length];
        for (int k = 0; k < depth; k++) {
            for (int n = 0; n < columns; n++) {
                turned[n * depth + k] = b[k * columns + n];
            }
        }
        return turned;
    }

    private float[] floats(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
