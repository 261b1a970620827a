package dev.lanewise.kernel;

import java.util.Arrays;

/** A row of a product of matrices in the types that have no packed kernel: the plain loops. */
public final class MatrixProduct {

    private MatrixProduct() {}

    /**
     * {@code y[j] = sum over k of a[k] * b[k][j]}; int and long products wrap.
     *
     * @param bRow distance in {@code b} from one k to the next
     * @param bColumn distance in {@code b} from one column to the next
     */
    public static void row(
            Object a, int ao, Object b, int bo, int bRow, int bColumn, int depth, int columns, Object y, int yo) {
        switch (y) {
            case double[] out -> row((double[]) a, ao, (double[]) b, bo, bRow, bColumn, depth, columns, out, yo);
            case int[] out -> row((int[]) a, ao, (int[]) b, bo, bRow, bColumn, depth, columns, out, yo);
            case long[] out -> row((long[]) a, ao, (long[]) b, bo, bRow, bColumn, depth, columns, out, yo);
            default ->
                throw new IllegalArgumentException(
                        "no kernel for " + y.getClass().getName());
        }
    }

    private static void row(
            double[] a, int ao, double[] b, int bo, int bRow, int bColumn, int depth, int columns, double[] y, int yo) {
        Arrays.fill(y, yo, yo + columns, 0);
        for (int k = 0; k < depth; k++) {
            double left = a[ao + k];
            int at = bo + k * bRow;
            if (bColumn == 1) {
                for (int j = 0; j < columns; j++) {
                    y[yo + j] += left * b[at + j];
                }
            } else {
                for (int j = 0; j < columns; j++) {
                    y[yo + j] += left * b[at + j * bColumn];
                }
            }
        }
    }

    private static void row(
            int[] a, int ao, int[] b, int bo, int bRow, int bColumn, int depth, int columns, int[] y, int yo) {
        Arrays.fill(y, yo, yo + columns, 0);
        for (int k = 0; k < depth; k++) {
            int left = a[ao + k];
            int at = bo + k * bRow;
            if (bColumn == 1) {
                for (int j = 0; j < columns; j++) {
                    y[yo + j] += left * b[at + j];
                }
            } else {
                for (int j = 0; j < columns; j++) {
                    y[yo + j] += left * b[at + j * bColumn];
                }
            }
        }
    }

    private static void row(
            long[] a, int ao, long[] b, int bo, int bRow, int bColumn, int depth, int columns, long[] y, int yo) {
        Arrays.fill(y, yo, yo + columns, 0);
        for (int k = 0; k < depth; k++) {
            long left = a[ao + k];
            int at = bo + k * bRow;
            for (int j = 0; j < columns; j++) {
                y[yo + j] += left * b[at + j * bColumn];
            }
        }
    }
}
