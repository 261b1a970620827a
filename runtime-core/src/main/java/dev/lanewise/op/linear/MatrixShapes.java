package dev.lanewise.op.linear;

import java.util.Arrays;

/**
 * The sizes of a batched matrix product, its batch dimensions broadcast as NumPy does. Inputs of one dimension are a
 * row on the left and a column on the right.
 *
 * @param left for every product, the number of its left matrix
 * @param right for every product, the number of its right matrix
 */
record MatrixShapes(
        boolean transposeA,
        boolean transposeB,
        int rows,
        int depth,
        int columns,
        int[] left,
        int[] right,
        int leftCount,
        int rightCount) {

    static MatrixShapes of(int[] a, int[] b, boolean transposeA, boolean transposeB) {
        int[] first = a.length == 1 ? new int[] {1, a[0]} : a;
        int[] second = b.length == 1 ? new int[] {b[0], 1} : b;
        boolean ta = transposeA && a.length > 1;
        boolean tb = transposeB && b.length > 1;
        int rank = Math.max(first.length, second.length) - 2;
        int[] leftBatch = batch(first, rank);
        int[] rightBatch = batch(second, rank);
        var dims = new int[rank];
        Arrays.setAll(dims, i -> leftBatch[i] == 1 ? rightBatch[i] : leftBatch[i]);
        return new MatrixShapes(
                ta,
                tb,
                first[first.length - (ta ? 1 : 2)],
                first[first.length - (ta ? 2 : 1)],
                second[second.length - (tb ? 2 : 1)],
                numbers(dims, leftBatch),
                numbers(dims, rightBatch),
                size(leftBatch),
                size(rightBatch));
    }

    int count() {
        return left.length;
    }

    /** The same products as one of more rows, where all share the right matrix; else this. */
    MatrixShapes merged() {
        boolean mergeable = rightCount == 1 && leftCount == count() && count() > 1 && !transposeA;
        return mergeable
                ? new MatrixShapes(false, transposeB, rows * count(), depth, columns, new int[1], new int[1], 1, 1)
                : this;
    }

    private static int[] batch(int[] dims, int rank) {
        var batch = new int[rank];
        Arrays.fill(batch, 1);
        int own = dims.length - 2;
        System.arraycopy(dims, 0, batch, rank - own, own);
        return batch;
    }

    private static int size(int[] dims) {
        return Arrays.stream(dims).reduce(1, Math::multiplyExact);
    }

    private static int[] numbers(int[] dims, int[] own) {
        var numbers = new int[size(dims)];
        for (int i = 0; i < numbers.length; i++) {
            int rest = i;
            int step = 1;
            for (int d = dims.length - 1; d >= 0; d--) {
                numbers[i] += own[d] == 1 ? 0 : rest % dims[d] * step;
                step *= own[d];
                rest /= dims[d];
            }
        }
        return numbers;
    }
}
