package dev.lanewise.op.recurrent;

import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of 8-bit integers times the transpose of constant 8-bit weights {@code [columns, depth]}. Sums are computed as
 * floats where they are exact in them, which is up to a depth of 1024.
 */
final class IntegerRowProduct {

    private static final int EXACT_DEPTH = 1024;

    private final int depth;
    private final int columns;
    private final Operand weights;
    private final Operand sums;
    private final @Nullable RowProduct exact;
    private final @Nullable Operand wide;
    private final @Nullable Operand made;

    /** A product with input {@code index} of a node, which must be a constant, of {@code rows} rows. */
    IntegerRowProduct(Binder on, int index, int rows) {
        weights = on.input(index);
        columns = weights.dim(0);
        depth = weights.dim(1);
        sums = on.workspace(ElementType.INT32, (long) rows * columns);
        boolean isExact = depth <= EXACT_DEPTH;
        exact = isExact ? RowProduct.bytes(on, index) : null;
        wide = isExact ? on.workspace(ElementType.FLOAT, (long) rows * depth) : null;
        made = isExact ? on.workspace(ElementType.FLOAT, (long) rows * columns) : null;
    }

    /** Where {@link #run} leaves the sums, row after row. */
    Operand sums() {
        return sums;
    }

    /** Multiplies {@code rows} rows, which begin {@code lda} apart. */
    void run(Frame frame, byte[] a, int ao, int lda, int rows) {
        int[] y = sums.ints(frame);
        int yo = sums.offset();
        if (exact == null || wide == null || made == null) {
            plain(weights.bytes(frame), a, ao, lda, rows, y, yo);
            return;
        }
        float[] x = wide.floats(frame);
        int xo = wide.offset();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < depth; i++) {
                x[xo + row * depth + i] = a[ao + row * lda + i];
            }
        }
        float[] product = made.floats(frame);
        int po = made.offset();
        exact.run(frame, rows, x, xo, depth, product, po, columns);
        for (int i = 0; i < rows * columns; i++) {
            y[yo + i] = (int) product[po + i];
        }
    }

    private void plain(byte[] w, byte[] a, int ao, int lda, int rows, int[] y, int yo) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int from = weights.offset() + column * depth;
                int sum = 0;
                for (int i = 0; i < depth; i++) {
                    sum += a[ao + row * lda + i] * w[from + i];
                }
                y[yo + row * columns + column] = sum;
            }
        }
    }
}
