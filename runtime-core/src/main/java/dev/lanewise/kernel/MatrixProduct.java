package dev.lanewise.kernel;

/** A row of a product of matrices in the types that have no packed kernel: the plain triple loop. */
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
            case float[] out -> {
                var left = (float[]) a;
                var right = (float[]) b;
                for (int j = 0; j < columns; j++) {
                    float sum = 0;
                    for (int k = 0; k < depth; k++) {
                        sum = Math.fma(left[ao + k], right[bo + k * bRow + j * bColumn], sum);
                    }
                    out[yo + j] = sum;
                }
            }
            case double[] out -> {
                var left = (double[]) a;
                var right = (double[]) b;
                for (int j = 0; j < columns; j++) {
                    double sum = 0;
                    for (int k = 0; k < depth; k++) {
                        sum += left[ao + k] * right[bo + k * bRow + j * bColumn];
                    }
                    out[yo + j] = sum;
                }
            }
            case int[] out -> {
                var left = (int[]) a;
                var right = (int[]) b;
                for (int j = 0; j < columns; j++) {
                    int sum = 0;
                    for (int k = 0; k < depth; k++) {
                        sum += left[ao + k] * right[bo + k * bRow + j * bColumn];
                    }
                    out[yo + j] = sum;
                }
            }
            case long[] out -> {
                var left = (long[]) a;
                var right = (long[]) b;
                for (int j = 0; j < columns; j++) {
                    long sum = 0;
                    for (int k = 0; k < depth; k++) {
                        sum += left[ao + k] * right[bo + k * bRow + j * bColumn];
                    }
                    out[yo + j] = sum;
                }
            }
            default -> throw new IllegalArgumentException(y.getClass().getName());
        }
    }
}
