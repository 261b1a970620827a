package dev.lanewise.kernel;

/** Plain Java column of {@link SparseGemm}, four rows at a time in locals. */
final class SparseGemmScalar {

    private static final int ROWS = SparseGemm.ROWS;

    private SparseGemmScalar() {}

    /** Entries {@code [from, to)} of the matrix times the tile of A, transposed, at {@code a}. */
    static void column(int from, int to, int[] rows, float[] values, float initial, float[] x, int a, int out) {
        for (int row = 0; row < ROWS; row += 4) {
            float s0 = initial;
            float s1 = initial;
            float s2 = initial;
            float s3 = initial;
            for (int i = from; i < to; i++) {
                int at = a + rows[i] * ROWS + row;
                float value = values[i];
                s0 = multiplyAdd(x[at], value, s0);
                s1 = multiplyAdd(x[at + 1], value, s1);
                s2 = multiplyAdd(x[at + 2], value, s2);
                s3 = multiplyAdd(x[at + 3], value, s3);
            }
            x[out + row] = s0;
            x[out + row + 1] = s1;
            x[out + row + 2] = s2;
            x[out + row + 3] = s3;
        }
    }

    private static float multiplyAdd(float x, float y, float sum) {
        return Isa.FMA ? Math.fma(x, y, sum) : sum + x * y;
    }
}
