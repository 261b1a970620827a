package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * The right-hand matrix {@code B[depth][columns]} of a product, column by column, zeros left out: the entries of column
 * n are {@code [starts[n], starts[n + 1])} of {@code rows}, in rising order, and of {@code values}. Immutable.
 */
public final class SparseMatrix {

    /** About how many entries are looked at first: counting all took 60 ms of the first run of all-MiniLM-L6-v2. */
    private static final int SAMPLE = 1024;

    private final int depth;
    private final int columns;
    final int[] starts;
    final int[] rows;
    final float[] values;

    private SparseMatrix(int depth, int columns, int[] starts, int[] rows, float[] values) {
        this.depth = depth;
        this.columns = columns;
        this.starts = starts;
        this.rows = rows;
        this.values = values;
    }

    /** Whether a quarter of a sample of the entries is zero: fewer are not worth counting for {@link SparseGemm#pays}. */
    public static boolean mayPay(float[] b) {
        int step = b.length / SAMPLE | 1;
        int balance = 0;
        for (int i = 0; i < b.length; i += step) {
            balance += b[i] == 0 ? 3 : -1;
        }
        return balance >= 0;
    }

    /** Number of entries of {@code b} that are zero, of either sign. */
    public static int zeros(float[] b) {
        int zeros = 0;
        for (float value : b) {
            zeros += value == 0 ? 1 : 0;
        }
        return zeros;
    }

    /** A matrix whose entry of row k and column n is {@code b[k * rowStride + n * columnStride]}. */
    public static SparseMatrix of(float[] b, int rowStride, int columnStride, int depth, int columns) {
        var starts = new int[columns + 1];
        var rows = new int[depth * columns];
        var values = new float[depth * columns];
        int count = 0;
        for (int n = 0; n < columns; n++) {
            for (int k = 0; k < depth; k++) {
                float value = b[k * rowStride + n * columnStride];
                if (value != 0) {
                    rows[count] = k;
                    values[count++] = value;
                }
            }
            starts[n + 1] = count;
        }
        return new SparseMatrix(depth, columns, starts, Arrays.copyOf(rows, count), Arrays.copyOf(values, count));
    }

    public int depth() {
        return depth;
    }

    public int columns() {
        return columns;
    }

    /** Number of entries that are not zero. */
    public int count() {
        return values.length;
    }
}
