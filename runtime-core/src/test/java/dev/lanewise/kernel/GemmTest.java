package dev.lanewise.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GemmTest {

    private static final float UNTOUCHED = 77;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void everyOutputIsOneChainInOrderOfDepth() {
        for (int rows = 1; rows <= 20; rows++) {
            for (int columns : new int[] {1, 7, 8, 16, 24, 31, 32, 33, 48, 64, 65, 96, 127, 128, 129, 200, 320}) {
                check(rows, columns, random.nextInt(1, 40), Epilogue.NONE, false);
            }
        }
    }

    @Test
    void sumsContinueThroughBlocksOfTheDepth() {
        for (int depth : new int[] {255, 256, 257, 511, 512, 513, 1024, 1500, 2311}) {
            check(random.nextInt(1, 30), random.nextInt(1, 150), depth, Epilogue.NONE, false);
            check(9, 65, depth, Epilogue.RELU, true);
        }
    }

    @Test
    void manyRows() {
        check(777, 72, 33, Epilogue.RELU, true);
        check(301, 260, 300, Epilogue.NONE, false);
    }

    @Test
    void residualIsAddedBeforeTheActivation() {
        for (int round = 0; round < 300; round++) {
            var epilogue = new Epilogue(random.nextInt(13), 0.2f, 3f);
            check(random.nextInt(1, 40), random.nextInt(1, 150), random.nextInt(1, 70), epilogue, round % 2 == 0);
        }
    }

    @Test
    void splittingTheWorkChangesNothing() {
        int rows = 45;
        int columns = 333;
        int depth = 700;
        float[] a = floats(rows * depth);
        float[] packed = pack(floats(depth * columns), depth, columns);
        float[] bias = floats(columns);
        float[] whole = new float[rows * columns];
        float[] split = new float[rows * columns];
        int panels = Panels.count(columns);
        run(0, rows, 0, panels, columns, depth, a, packed, bias, whole);
        for (int m = 0; m < rows; ) {
            int m1 = Math.min(rows, m + random.nextInt(1, 20));
            for (int p = 0; p < panels; ) {
                int p1 = Math.min(panels, p + random.nextInt(1, 6));
                run(m, m1, p, p1, columns, depth, a, packed, bias, split);
                p = p1;
            }
            m = m1;
        }
        assertArrayEquals(whole, split);
    }

    @Test
    void dimensionsOfZero() {
        float[] c = {1, 2, 3};
        run(0, 0, 0, 1, 3, 2, new float[0], new float[2 * Panels.WIDTH], Gemm.NONE, c);
        assertArrayEquals(new float[] {1, 2, 3}, c);
        run(0, 1, 0, 1, 3, 0, new float[0], new float[0], new float[] {4, 5, 6}, c);
        assertArrayEquals(new float[] {4, 5, 6}, c);
    }

    @Test
    void packTransposedAgreesWithPack() {
        for (int round = 0; round < 200; round++) {
            int depth = random.nextInt(1, 60);
            int columns = random.nextInt(1, 150);
            int stride = depth + random.nextInt(3);
            float[] b = floats(depth * columns);
            float[] transposed = new float[2 + stride * columns];
            for (int n = 0; n < columns; n++) {
                for (int k = 0; k < depth; k++) {
                    transposed[2 + n * stride + k] = b[k * columns + n];
                }
            }
            float[] packed = new float[3 + Panels.packedLength(depth, columns)];
            Arrays.fill(packed, 3, packed.length, Float.NaN);
            int panels = Panels.count(columns);
            int middle = panels / 2;
            Panels.packTransposed(transposed, 2, stride, depth, columns, packed, 3, middle, panels);
            Panels.packTransposed(transposed, 2, stride, depth, columns, packed, 3, 0, middle);
            assertArrayEquals(pack(b, depth, columns), Arrays.copyOfRange(packed, 3, packed.length));
        }
    }

    @Test
    void panelsArePaddedWithZeros() {
        int columns = Panels.WIDTH + 1;
        float[] packed = new float[Panels.packedLength(2, columns)];
        Arrays.fill(packed, Float.NaN);
        float[] b = floats(2 * columns);
        Panels.pack(b, 0, columns, 2, columns, packed, 0, 0, 2);
        assertEquals(4 * Panels.WIDTH, packed.length);
        for (int k = 0; k < 2; k++) {
            int panel = (2 + k) * Panels.WIDTH;
            assertEquals(b[k * columns + Panels.WIDTH], packed[panel]);
            assertArrayEquals(new float[Panels.WIDTH - 1], Arrays.copyOfRange(packed, panel + 1, panel + Panels.WIDTH));
        }
    }

    private void check(int rows, int columns, int depth, Epilogue epilogue, boolean withResidual) {
        int lda = depth + random.nextInt(3);
        int ldc = columns + random.nextInt(3);
        int ldr = columns + random.nextInt(3);
        float[] a = floats(1 + rows * lda);
        float[] b = floats(depth * columns);
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
        float[] packed = pack(b, depth, columns);
        float[] scratch = new float[2 + Gemm.scratchLength()];
        Gemm.run(
                0,
                rows,
                0,
                Panels.count(columns),
                columns,
                depth,
                a,
                1,
                lda,
                packed,
                0,
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
        assertArrayEquals(expected, c, () -> rows + "x" + depth + "x" + columns);
    }

    private static void run(
            int m0,
            int m1,
            int p0,
            int p1,
            int columns,
            int depth,
            float[] a,
            float[] packed,
            float[] bias,
            float[] c) {
        float[] scratch = new float[Gemm.scratchLength()];
        Gemm.run(
                m0,
                m1,
                p0,
                p1,
                columns,
                depth,
                a,
                0,
                depth,
                packed,
                0,
                bias,
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

    private static float[] pack(float[] b, int depth, int columns) {
        float[] packed = new float[Panels.packedLength(depth, columns)];
        Panels.pack(b, 0, columns, depth, columns, packed, 0, 0, Panels.count(columns));
        return packed;
    }

    private float[] floats(int length) {
        float[] x = new float[length];
        for (int i = 0; i < length; i++) {
            x[i] = random.nextFloat(-1, 1);
        }
        return x;
    }
}
