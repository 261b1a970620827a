package dev.lanewise.kernel;

/**
 * Matrix product {@code C[rows][columns] = activation(A[rows][depth] x B[depth][columns] + bias + residual)} with a B
 * that is mostly zeros. Every output is one chain of multiply-adds in order of k from the bias, or from zero, zeros of
 * B left out: the same bits as {@link Gemm}'s, unless A holds infinities or NaN, or a sum is −0.
 *
 * <p>A tile of rows is transposed, so that each entry of B meets a run of rows.
 */
public final class SparseGemm {

    /** Rows in which callers best split work. */
    public static final int ROWS = Isa.SIMD ? SparseGemmSimd.VECTORS * Isa.LANES : 64;

    /** Columns that are computed before they are written, many enough to fill cache lines. */
    private static final int COLUMNS = 32;

    /** Cost of an element that is transposed, in multiply-adds of {@link Gemm}. */
    private static final double TRANSPOSED = 12;

    /** Cost of an entry that is not zero in a row of a tile, in multiply-adds of {@link Gemm}. */
    private static final double ENTRY = Isa.SIMD ? 2.25 : 8;

    private SparseGemm() {}

    /** Floats of scratch that each thread brings. */
    public static int scratchLength(SparseMatrix b) {
        return (b.depth() + COLUMNS) * ROWS;
    }

    /**
     * Whether this is faster than {@link Gemm} for so many rows and a B with so many zeros. Measured on one thread with
     * vectors of 512 bits, the times of {@code Gemm} to those of this: 676×64×64 with 85% zeros 1.7, with 70% 1.1;
     * 676×128×128 2.5 and 1.3; 169×256×256 2.2 and 1.4; 2704×32×32 1.0 and 1.0; 10816×16×32 0.8 and 0.7.
     */
    public static boolean pays(int rows, int depth, int columns, int zeros) {
        double dense = (double) depth * columns;
        double entries = (dense - zeros) * Math.ceilDiv(rows, ROWS) * ROWS / rows;
        return TRANSPOSED * (depth + columns) + ENTRY * entries < dense;
    }

    /**
     * Computes rows {@code [m0, m1)} of C. Row m of A begins at {@code ao + m * lda}, that of C at {@code co + m * ldc},
     * that of the residual at {@code ro + m * ldr}; bias and residual may be {@link Gemm#NONE}.
     */
    public static void run(
            int m0,
            int m1,
            float[] a,
            int ao,
            int lda,
            SparseMatrix b,
            float[] bias,
            int biasOffset,
            float[] residual,
            int ro,
            int ldr,
            float[] c,
            int co,
            int ldc,
            Epilogue epilogue,
            float[] scratch,
            int so) {
        int done = so + b.depth() * ROWS;
        for (int m = m0; m < m1; m += ROWS) {
            int rows = Math.min(ROWS, m1 - m);
            int out = co + m * ldc;
            Transpose.run(a, ao + m * lda, lda, scratch, so, ROWS, rows, b.depth());
            for (int n = 0; n < b.columns(); n += COLUMNS) {
                int columns = Math.min(COLUMNS, b.columns() - n);
                for (int i = 0; i < columns; i++) {
                    float initial = bias.length == 0 ? 0 : bias[biasOffset + n + i];
                    column(b, n + i, initial, scratch, so, done + i * ROWS);
                }
                Transpose.run(scratch, done, ROWS, c, out + n, ldc, columns, rows);
            }
            GemmFinish.run(rows, b.columns(), residual, ro + m * ldr, ldr, c, out, ldc, epilogue);
        }
    }

    private static void column(SparseMatrix b, int n, float initial, float[] scratch, int a, int out) {
        int from = b.starts[n];
        int to = b.starts[n + 1];
        if (Twins.simd()) {
            SparseGemmSimd.column(from, to, b.rows, b.values, initial, scratch, a, out);
        } else {
            SparseGemmScalar.column(from, to, b.rows, b.values, initial, scratch, a, out);
        }
    }
}
