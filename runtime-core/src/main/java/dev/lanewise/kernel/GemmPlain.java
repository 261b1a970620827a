package dev.lanewise.kernel;

/**
 * Tiles of {@link GemmTile} on panels made for vectors, in single floats: four rows by four columns in locals. What C2's
 * own vectors reach in {@link GemmScalar} takes longer panels; this is fast soon after the first call, see {@link Twins}.
 */
final class GemmPlain {

    private static final int W = Panels.WIDTH;
    private static final int ROW = GemmRows.STRIDE;

    private GemmPlain() {}

    /** Any rows by the first {@code width} columns of a panel. */
    static void tile(
            int rows,
            int width,
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        int column = 0;
        for (; column <= width - 4; column += 4) {
            int row = 0;
            for (; row <= rows - 4; row += 4) {
                int i = io + row * ldi + column;
                fourByFour(depth, a, ao + row * ROW, b, bo + column, initial, i, ldi, c, co + row * ldc + column, ldc);
            }
            for (; row < rows; row++) {
                int i = io + row * ldi + column;
                oneByFour(depth, a, ao + row * ROW, b, bo + column, initial, i, c, co + row * ldc + column);
            }
        }
        for (; column < width; column++) {
            for (int row = 0; row < rows; row++) {
                float start = initial[io + row * ldi + column];
                c[co + row * ldc + column] = one(depth, a, ao + row * ROW, b, bo + column, start);
            }
        }
    }

    private static void fourByFour(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        float c00 = initial[io];
        float c01 = initial[io + 1];
        float c02 = initial[io + 2];
        float c03 = initial[io + 3];
        float c10 = initial[io + ldi];
        float c11 = initial[io + ldi + 1];
        float c12 = initial[io + ldi + 2];
        float c13 = initial[io + ldi + 3];
        float c20 = initial[io + 2 * ldi];
        float c21 = initial[io + 2 * ldi + 1];
        float c22 = initial[io + 2 * ldi + 2];
        float c23 = initial[io + 2 * ldi + 3];
        float c30 = initial[io + 3 * ldi];
        float c31 = initial[io + 3 * ldi + 1];
        float c32 = initial[io + 3 * ldi + 2];
        float c33 = initial[io + 3 * ldi + 3];
        for (int k = 0; k < depth; k++) {
            int at = bo + k * W;
            float b0 = b[at];
            float b1 = b[at + 1];
            float b2 = b[at + 2];
            float b3 = b[at + 3];
            float x = a[ao + k];
            c00 = Math.fma(x, b0, c00);
            c01 = Math.fma(x, b1, c01);
            c02 = Math.fma(x, b2, c02);
            c03 = Math.fma(x, b3, c03);
            x = a[ao + k + ROW];
            c10 = Math.fma(x, b0, c10);
            c11 = Math.fma(x, b1, c11);
            c12 = Math.fma(x, b2, c12);
            c13 = Math.fma(x, b3, c13);
            x = a[ao + k + 2 * ROW];
            c20 = Math.fma(x, b0, c20);
            c21 = Math.fma(x, b1, c21);
            c22 = Math.fma(x, b2, c22);
            c23 = Math.fma(x, b3, c23);
            x = a[ao + k + 3 * ROW];
            c30 = Math.fma(x, b0, c30);
            c31 = Math.fma(x, b1, c31);
            c32 = Math.fma(x, b2, c32);
            c33 = Math.fma(x, b3, c33);
        }
        c[co] = c00;
        c[co + 1] = c01;
        c[co + 2] = c02;
        c[co + 3] = c03;
        c[co + ldc] = c10;
        c[co + ldc + 1] = c11;
        c[co + ldc + 2] = c12;
        c[co + ldc + 3] = c13;
        c[co + 2 * ldc] = c20;
        c[co + 2 * ldc + 1] = c21;
        c[co + 2 * ldc + 2] = c22;
        c[co + 2 * ldc + 3] = c23;
        c[co + 3 * ldc] = c30;
        c[co + 3 * ldc + 1] = c31;
        c[co + 3 * ldc + 2] = c32;
        c[co + 3 * ldc + 3] = c33;
    }

    private static void oneByFour(
            int depth, float[] a, int ao, float[] b, int bo, float[] initial, int io, float[] c, int co) {
        float c0 = initial[io];
        float c1 = initial[io + 1];
        float c2 = initial[io + 2];
        float c3 = initial[io + 3];
        for (int k = 0; k < depth; k++) {
            int at = bo + k * W;
            float x = a[ao + k];
            c0 = Math.fma(x, b[at], c0);
            c1 = Math.fma(x, b[at + 1], c1);
            c2 = Math.fma(x, b[at + 2], c2);
            c3 = Math.fma(x, b[at + 3], c3);
        }
        c[co] = c0;
        c[co + 1] = c1;
        c[co + 2] = c2;
        c[co + 3] = c3;
    }

    private static float one(int depth, float[] a, int ao, float[] b, int bo, float sum) {
        for (int k = 0; k < depth; k++) {
            sum = Math.fma(a[ao + k], b[bo + k * W], sum);
        }
        return sum;
    }
}
