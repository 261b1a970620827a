package dev.lanewise.kernel;

/**
 * Plain Java tiles of {@link GemmTile}. C2 vectorises a loop that writes floats only if the indices of all floats it
 * touches differ by constants, so sums and panel rows lie in one scratch array: {@link GemmTile#ROWS} rows of sums,
 * then {@link #DEPTH} panel rows. It gives up on loops of four rows.
 */
final class GemmScalar {

    /** Panel rows in scratch. */
    static final int DEPTH = 4;

    private static final int W = Panels.WIDTH;
    private static final int B = GemmTile.ROWS * W;

    private GemmScalar() {}

    /** At most {@link GemmTile#ROWS} rows by the first {@code width} columns of a panel. */
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
            int ldc,
            float[] scratch,
            int so) {
        if (rows == GemmTile.ROWS) {
            copy(rows, width, initial, io, ldi, scratch, so, W);
            threeRows(width, depth, a, ao, ao + GemmRows.STRIDE, ao + 2 * GemmRows.STRIDE, b, bo, scratch, so);
            copy(rows, width, scratch, so, W, c, co, ldc);
        } else {
            for (int row = 0; row < rows; row++) {
                copy(1, width, initial, io + row * ldi, ldi, scratch, so, W);
                oneRow(width, depth, a, ao + row * GemmRows.STRIDE, b, bo, scratch, so);
                copy(1, width, scratch, so, W, c, co + row * ldc, ldc);
            }
        }
    }

    private static void threeRows(
            int width, int depth, float[] a, int a0, int a1, int a2, float[] b, int bo, float[] s, int so) {
        int k = 0;
        for (; k < depth - 1; k += 2) {
            System.arraycopy(b, bo + k * W, s, so + B, 2 * W);
            threeRowsTwice(width, a, a0 + k, a1 + k, a2 + k, s, so);
        }
        if (k < depth) {
            System.arraycopy(b, bo + k * W, s, so + B, W);
            threeRowsOnce(width, a[a0 + k], a[a1 + k], a[a2 + k], s, so);
        }
    }

    private static void threeRowsTwice(int width, float[] a, int a0, int a1, int a2, float[] s, int so) {
        float x00 = a[a0];
        float x01 = a[a0 + 1];
        float x10 = a[a1];
        float x11 = a[a1 + 1];
        float x20 = a[a2];
        float x21 = a[a2 + 1];
        for (int j = so; j < so + width; j++) {
            float b0 = s[j + B];
            float b1 = s[j + B + W];
            s[j] = multiplyAdd(x01, b1, multiplyAdd(x00, b0, s[j]));
            s[j + W] = multiplyAdd(x11, b1, multiplyAdd(x10, b0, s[j + W]));
            s[j + 2 * W] = multiplyAdd(x21, b1, multiplyAdd(x20, b0, s[j + 2 * W]));
        }
    }

    private static void threeRowsOnce(int width, float x0, float x1, float x2, float[] s, int so) {
        for (int j = so; j < so + width; j++) {
            float b0 = s[j + B];
            s[j] = multiplyAdd(x0, b0, s[j]);
            s[j + W] = multiplyAdd(x1, b0, s[j + W]);
            s[j + 2 * W] = multiplyAdd(x2, b0, s[j + 2 * W]);
        }
    }

    private static void oneRow(int width, int depth, float[] a, int ao, float[] b, int bo, float[] s, int so) {
        int k = 0;
        for (; k < depth - DEPTH + 1; k += DEPTH) {
            System.arraycopy(b, bo + k * W, s, so + B, DEPTH * W);
            oneRowFourTimes(width, a[ao + k], a[ao + k + 1], a[ao + k + 2], a[ao + k + 3], s, so);
        }
        for (; k < depth; k++) {
            System.arraycopy(b, bo + k * W, s, so + B, W);
            oneRowOnce(width, a[ao + k], s, so);
        }
    }

    private static void oneRowFourTimes(int width, float x0, float x1, float x2, float x3, float[] s, int so) {
        for (int j = so; j < so + width; j++) {
            float sum = multiplyAdd(x0, s[j + B], s[j]);
            sum = multiplyAdd(x1, s[j + B + W], sum);
            sum = multiplyAdd(x2, s[j + B + 2 * W], sum);
            s[j] = multiplyAdd(x3, s[j + B + 3 * W], sum);
        }
    }

    private static void oneRowOnce(int width, float x, float[] s, int so) {
        for (int j = so; j < so + width; j++) {
            s[j] = multiplyAdd(x, s[j + B], s[j]);
        }
    }

    private static float multiplyAdd(float x, float y, float sum) {
        return Isa.FMA ? Math.fma(x, y, sum) : sum + x * y;
    }

    private static void copy(int rows, int width, float[] x, int xo, int xStep, float[] y, int yo, int yStep) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xo + row * xStep, y, yo + row * yStep, width);
        }
    }
}
