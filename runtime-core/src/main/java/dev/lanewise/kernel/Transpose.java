package dev.lanewise.kernel;

/**
 * Transposes float matrices by tiles that stay in cache: {@code y[c][r] = x[r][c]}. This is the way between NCHW and
 * NHWC, one image a call.
 */
public final class Transpose {

    private static final int TILE = 32;

    /** So few rows or columns go through one by one: their cache lines stay. */
    private static final int FEW = 8;

    private Transpose() {}

    /**
     * Transposes {@code rows} rows of {@code columns} elements; rows of {@code x} lie {@code xStep} apart, those of
     * {@code y} {@code yStep}. To split the work, split the columns.
     */
    public static void run(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int rows, int columns) {
        int wholeRows = Twins.simd() ? rows - rows % TransposeSimd.SIDE : 0;
        int wholeColumns = Twins.simd() ? columns - columns % TransposeSimd.SIDE : 0;
        for (int column = 0; column < wholeColumns; column += TILE) {
            int width = Math.min(TILE, wholeColumns - column);
            for (int row = 0; row < wholeRows; row += TILE) {
                int height = Math.min(TILE, wholeRows - row);
                blocks(x, xo + row * xStep + column, xStep, y, yo + column * yStep + row, yStep, height, width);
            }
        }
        tiles(x, xo + wholeColumns, xStep, y, yo + wholeColumns * yStep, yStep, wholeRows, columns - wholeColumns);
        tiles(x, xo + wholeRows * xStep, xStep, y, yo + wholeRows, yStep, rows - wholeRows, columns);
    }

    /** A tile whose sides are multiples of {@link TransposeSimd#SIDE}. */
    private static void blocks(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int rows, int columns) {
        if (Isa.LANES < Transpose8Simd.SIDE) {
            TransposeSimd.tile(x, xo, xStep, y, yo, yStep, rows, columns);
            return;
        }
        int wholeRows = rows - rows % Transpose8Simd.SIDE;
        int wholeColumns = columns - columns % Transpose8Simd.SIDE;
        Transpose8Simd.tile(x, xo, xStep, y, yo, yStep, wholeRows, wholeColumns);
        int below = xo + wholeRows * xStep;
        TransposeSimd.tile(x, below, xStep, y, yo + wholeRows, yStep, rows - wholeRows, columns);
        int right = yo + wholeColumns * yStep;
        TransposeSimd.tile(x, xo + wholeColumns, xStep, y, right, yStep, wholeRows, columns - wholeColumns);
    }

    private static void tiles(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int rows, int columns) {
        if (rows == 3 && yStep == 3) {
            interleave3(x, xo, xStep, y, yo, columns);
            return;
        }
        if (rows <= FEW) {
            int row = 0;
            for (; row <= rows - 4; row += 4) {
                scatterFour(x, xo + row * xStep, xStep, y, yo + row, yStep, columns);
            }
            for (; row < rows; row++) {
                scatter(x, xo + row * xStep, y, yo + row, yStep, columns);
            }
            return;
        }
        if (columns <= FEW) {
            for (int column = 0; column < columns; column++) {
                gather(x, xo + column, xStep, y, yo + column * yStep, rows);
            }
            return;
        }
        for (int column = 0; column < columns; column += TILE) {
            int width = Math.min(TILE, columns - column);
            for (int row = 0; row < rows; row += TILE) {
                int height = Math.min(TILE, rows - row);
                tile(x, xo + row * xStep + column, xStep, y, yo + column * yStep + row, yStep, height, width);
            }
        }
    }

    private static void tile(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int rows, int columns) {
        for (int column = 0; column < columns; column++) {
            gather(x, xo + column, xStep, y, yo + column * yStep, rows);
        }
    }

    private static void gather(float[] x, int xo, int xStep, float[] y, int yo, int length) {
        for (int i = 0; i < length; i++) {
            y[yo + i] = x[xo + i * xStep];
        }
    }

    private static void scatter(float[] x, int xo, float[] y, int yo, int yStep, int length) {
        for (int i = 0; i < length; i++) {
            y[yo + i * yStep] = x[xo + i];
        }
    }

    private static void scatterFour(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int length) {
        int second = xo + xStep;
        int third = second + xStep;
        int fourth = third + xStep;
        int at = yo;
        for (int i = 0; i < length; i++) {
            y[at] = x[xo + i];
            y[at + 1] = x[second + i];
            y[at + 2] = x[third + i];
            y[at + 3] = x[fourth + i];
            at += yStep;
        }
    }

    private static void interleave3(float[] x, int xo, int xStep, float[] y, int yo, int length) {
        for (int i = 0; i < length; i++) {
            y[yo + 3 * i] = x[xo + i];
            y[yo + 3 * i + 1] = x[xo + xStep + i];
            y[yo + 3 * i + 2] = x[xo + 2 * xStep + i];
        }
    }
}
