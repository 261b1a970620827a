package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ByteGemmTest {

    private static final float UNTOUCHED = 77;

    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void agreesWithProductsOfDoubles() {
        for (int rows = 1; rows <= 11; rows++) {
            for (int columns : new int[] {1, 15, 16, 17, 63, 64, 65, 130}) {
                int depth = random.nextInt(1, 80);
                check(rows, columns, depth, random.nextInt(1, depth + 9), Epilogue.NONE, false);
            }
        }
    }

    @Test
    void blocksOfTheDepthHaveScalesOfTheirOwn() {
        for (int block : new int[] {1, 2, 3, 16, 31, 32, 33, 400}) {
            for (int depth : new int[] {1, 2, 31, 32, 33, 64, 97, 333}) {
                check(random.nextInt(1, 6), random.nextInt(1, 100), depth, block, Epilogue.NONE, false);
            }
        }
    }

    @Test
    void residualIsAddedBeforeTheActivation() {
        for (int round = 0; round < 100; round++) {
            var epilogue = round % 4 == 0 ? Epilogue.RELU : new Epilogue(random.nextInt(13), 0.2f, 3f);
            check(random.nextInt(1, 9), random.nextInt(1, 150), random.nextInt(1, 70), 16, epilogue, round % 2 == 0);
        }
    }

    @Test
    void sumsOfIntegersAreExact() {
        for (int rows : new int[] {1, 2, 3, 4, 7}) {
            int depth = 514;
            int columns = 70;
            byte[] q = bytes(depth * columns);
            byte[] left = bytes(rows * depth);
            var a = new float[left.length];
            for (int i = 0; i < a.length; i++) {
                a[i] = left[i];
            }
            var c = new float[rows * columns];
            var one = new WeightScales(new float[] {1}, new int[1], depth, 0, 0);
            run(rows, ByteMatrix.of(q, true, columns, 1, depth, columns, one), a, c);
            var expected = new float[c.length];
            for (int i = 0; i < c.length; i++) {
                int sum = 0;
                for (int k = 0; k < depth; k++) {
                    sum += left[i / columns * depth + k] * q[k * columns + i % columns];
                }
                expected[i] = sum;
            }
            assertArrayEquals(expected, c);
        }
    }

    @Test
    void splittingTheWorkChangesNothing() {
        int rows = 3;
        int depth = 100;
        int columns = 5 * ByteMatrix.WIDTH + 3;
        var matrix =
                ByteMatrix.of(bytes(depth * columns), true, columns, 1, depth, columns, scales(depth, columns, 32));
        float[] a = floats(rows * depth);
        var whole = new float[rows * columns];
        run(rows, matrix, a, whole);
        var split = new float[rows * columns];
        var scratch = new float[ByteGemm.scratchLength(rows, matrix)];
        for (int panel = 0; panel < matrix.panels(); panel += 2) {
            int end = Math.min(matrix.panels(), panel + 2);
            ByteGemm.run(
                    rows,
                    panel,
                    end,
                    a,
                    0,
                    depth,
                    matrix,
                    Gemm.NONE,
                    0,
                    Gemm.NONE,
                    0,
                    0,
                    split,
                    0,
                    columns,
                    Epilogue.NONE,
                    scratch,
                    0);
        }
        assertArrayEquals(whole, split);
    }

    @Test
    void paysForFewRowsOfLargeMatrices() {
        assertTrue(ByteGemm.pays(1, 4096, 4096));
        assertFalse(ByteGemm.pays(100, 4096, 4096));
        assertFalse(ByteGemm.pays(1, 64, 64));
    }

    private void run(int rows, ByteMatrix matrix, float[] a, float[] c) {
        int columns = matrix.columns();
        var scratch = new float[ByteGemm.scratchLength(rows, matrix)];
        Arrays.fill(scratch, Float.NaN);
        ByteGemm.run(
                rows,
                0,
                matrix.panels(),
                a,
                0,
                matrix.depth(),
                matrix,
                Gemm.NONE,
                0,
                Gemm.NONE,
                0,
                0,
                c,
                0,
                columns,
                Epilogue.NONE,
                scratch,
                0);
    }

    private void check(int rows, int columns, int depth, int block, Epilogue epilogue, boolean withResidual) {
        int lda = depth + random.nextInt(3);
        int ldc = columns + random.nextInt(3);
        int ldr = columns + random.nextInt(3);
        boolean signed = random.nextBoolean();
        boolean byColumn = random.nextBoolean();
        byte[] q = bytes(depth * columns);
        WeightScales scales = scales(depth, columns, block);
        float[] a = floats(1 + rows * lda);
        float[] bias = random.nextBoolean() ? floats(3 + columns) : Gemm.NONE;
        float[] residual = withResidual ? floats(4 + rows * ldr) : Gemm.NONE;
        var matrix = byColumn
                ? ByteMatrix.of(q, signed, 1, depth, depth, columns, scales)
                : ByteMatrix.of(q, signed, columns, 1, depth, columns, scales);
        var c = new float[5 + rows * ldc];
        Arrays.fill(c, UNTOUCHED);
        float[] expected = c.clone();
        var tolerance = new double[c.length];
        for (int m = 0; m < rows; m++) {
            for (int n = 0; n < columns; n++) {
                double sum = bias.length == 0 ? 0 : bias[3 + n];
                double size = Math.abs(sum) + 1;
                for (int k = 0; k < depth; k++) {
                    int entry = q[byColumn ? n * depth + k : k * columns + n];
                    int i = scales.index(k / scales.block(), n);
                    double weight = ((signed ? entry : entry & 0xFF) - scales.zeros()[i]) * (double) scales.scales()[i];
                    sum += a[1 + m * lda + k] * weight;
                    size += Math.abs(a[1 + m * lda + k]) * 512 * scales.scales()[i];
                }
                expected[5 + m * ldc + n] = (float) (withResidual ? sum + residual[4 + m * ldr + n] : sum);
                tolerance[5 + m * ldc + n] = size * 1e-6;
            }
            Activations.apply(epilogue.activation(), epilogue.alpha(), epilogue.beta(), expected, 5 + m * ldc, columns);
        }
        var scratch = new float[2 + ByteGemm.scratchLength(rows, matrix)];
        Arrays.fill(scratch, Float.NaN);
        ByteGemm.run(
                rows,
                0,
                matrix.panels(),
                a,
                1,
                lda,
                matrix,
                bias,
                3,
                residual,
                4,
                ldr,
                c,
                5,
                ldc,
                epilogue,
                scratch,
                2);
        for (int i = 0; i < c.length; i++) {
            assertEquals(expected[i], c[i], tolerance[i]);
        }
    }

    /** Scales and zero points of blocks, of columns, or of all, in either order. */
    private WeightScales scales(int depth, int columns, int block) {
        int kind = random.nextInt(4);
        int blocks = Math.ceilDiv(depth, block);
        int count = kind == 0 ? 1 : kind == 1 ? columns : blocks * columns;
        var scales = new float[count];
        var zeros = new int[count];
        for (int i = 0; i < count; i++) {
            scales[i] = 0.001f + random.nextFloat() / 100;
            zeros[i] = random.nextBoolean() ? 0 : random.nextInt(-128, 256);
        }
        return switch (kind) {
            case 0 -> new WeightScales(scales, zeros, depth, 0, 0);
            case 1 -> new WeightScales(scales, zeros, depth, 0, 1);
            case 2 -> new WeightScales(scales, zeros, block, columns, 1);
            default -> new WeightScales(scales, zeros, block, 1, blocks);
        };
    }

    private byte[] bytes(int length) {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        return bytes;
    }

    private float[] floats(int length) {
        var values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextFloat() * 2 - 1;
        }
        return values;
    }
}
