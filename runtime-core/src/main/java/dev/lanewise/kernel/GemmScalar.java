package dev.lanewise.kernel;

/** Plain Java tiles of {@link GemmTile}: each row of the tile is a run of sums to which scaled panel rows are added. */
final class GemmScalar {

    private GemmScalar() {}

    /** Any number of rows by the first {@code width} columns of a panel; writes no further. */
    static void tile(
            int rows,
            int width,
            int depth,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        for (int row = 0; row < rows; row++) {
            int out = co + row * ldc;
            System.arraycopy(initial, io + row * ldi, c, out, width);
            add(width, depth, a, ao + row * lda, b, bo, c, out);
        }
    }

    /** The tile of {@link GemmTile#indirect}; writes no further than {@code width} columns. */
    static void indirect(
            int width,
            int runs,
            int length,
            float[] a,
            int[] offsets,
            int rowsAt,
            int runsAt,
            int skip,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        for (int row = 0; row < GemmTile.ROWS; row++) {
            int out = co + row * ldc;
            System.arraycopy(initial, io + row * ldi, c, out, width);
            for (int run = 0; run < runs; run++) {
                int from = offsets[rowsAt + row] + offsets[runsAt + run] + skip;
                add(width, length, a, from, b, bo + run * length * Panels.WIDTH, c, out);
            }
        }
    }

    private static void add(int width, int depth, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        int k = 0;
        for (; k < depth - 3; k += 4) {
            addFour(width, a, ao + k, b, bo + k * Panels.WIDTH, c, co);
        }
        for (; k < depth; k++) {
            addOne(width, a[ao + k], b, bo + k * Panels.WIDTH, c, co);
        }
    }

    private static void addFour(int width, float[] a, int ao, float[] b, int bo, float[] c, int co) {
        float a0 = a[ao];
        float a1 = a[ao + 1];
        float a2 = a[ao + 2];
        float a3 = a[ao + 3];
        if (Isa.FMA) {
            for (int j = 0; j < width; j++) {
                float sum = Math.fma(a0, b[bo + j], c[co + j]);
                sum = Math.fma(a1, b[bo + j + Panels.WIDTH], sum);
                sum = Math.fma(a2, b[bo + j + 2 * Panels.WIDTH], sum);
                c[co + j] = Math.fma(a3, b[bo + j + 3 * Panels.WIDTH], sum);
            }
        } else {
            for (int j = 0; j < width; j++) {
                float sum = c[co + j] + a0 * b[bo + j];
                sum += a1 * b[bo + j + Panels.WIDTH];
                sum += a2 * b[bo + j + 2 * Panels.WIDTH];
                c[co + j] = sum + a3 * b[bo + j + 3 * Panels.WIDTH];
            }
        }
    }

    private static void addOne(int width, float a0, float[] b, int bo, float[] c, int co) {
        if (Isa.FMA) {
            for (int j = 0; j < width; j++) {
                c[co + j] = Math.fma(a0, b[bo + j], c[co + j]);
            }
        } else {
            for (int j = 0; j < width; j++) {
                c[co + j] += a0 * b[bo + j];
            }
        }
    }
}
