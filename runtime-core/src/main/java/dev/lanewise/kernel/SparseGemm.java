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
    private static final double TRANSPOSED = 8;

    /** Cost of an entry that is not zero in a row of a tile, in multiply-adds of {@link Gemm}. */
    private static final double ENTRY = Isa.SIMD ? 2.25 : 8;

    /** Columns of which {@link Gemm} computes all or none. */
    private static final int PANEL = Isa.SIMD ? Panels.WIDTH : 1;

    private SparseGemm() {}

    /** Floats of scratch that each thread brings. */
    public static int scratchLength(SparseMatrix b) {
        return (b.depth() + COLUMNS) * ROWS;
    }

    /**
     * Whether this is faster than {@link Gemm} for so many rows and a B with so many zeros. Measured on one thread with
     * vectors of 512 bits, the times of {@code Gemm} to those of this: 676×64×64 with 85% zeros 1.6, with 70% 1.2;
     * 676×128×128 1.9 and 1.4; 2704×48×48 1.6 and 1.4; 2704×32×32 1.3 and 1.1; 2704×16×16 1.1 and 0.9.
     */
    public static boolean pays(int rows, int depth, int columns, int zeros) {
        double dense = (double) depth * Math.ceilDiv(columns, PANEL) * PANEL;
        double entries = ((double) depth * columns - zeros) * Math.ceilDiv(rows, ROWS) * ROWS / rows;
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
        boolean early = residual.length == 0 && epilogue.rescaling() == null;
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
                if (early) {
                    GemmFinish.run(columns, ROWS, residual, 0, ROWS, scratch, done, ROWS, epilogue);
                }
                Transpose.run(scratch, done, ROWS, c, out + n, ldc, columns, rows);
            }
            if (!early) {
                GemmFinish.run(rows, b.columns(), residual, ro + m * ldr, ldr, c, out, ldc, epilogue);
            }
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
