package dev.lanewise.kernel;

/**
 * Matrix product {@code C[rows][columns] = activation(A[rows][depth] x B[depth][columns] + bias + residual)}, with B
 * packed by {@link Panels}. Every output is one chain of fused multiply-adds in order of k that starts from the bias,
 * or from zero, so its bits depend neither on the vector width nor on how the work is split.
 */
public final class Gemm {

    /** Rows in which callers best split work: ranges that start at multiples of it waste nothing. */
    public static final int ROWS = GemmTile.ROWS;

    /** For the arguments {@code bias} and {@code residual}: there is none. */
    public static final float[] NONE = new float[0];

    private Gemm() {}

    /** Floats of scratch that each thread brings. */
    public static int scratchLength() {
        return GemmRows.LENGTH + GemmTile.SCRATCH;
    }

    /**
     * Computes rows {@code [m0, m1)} by panels {@code [p0, p1)} of C. Row m of A begins at {@code ao + m * lda}, that
     * of C at {@code co + m * ldc}, that of the residual at {@code ro + m * ldr}; the bias of column n is {@code
     * bias[biasOffset + n]}. Bias and residual may be {@link #NONE}; neither they nor A may overlap C. Nothing is
     * written outside the range.
     */
    public static void run(
            int m0,
            int m1,
            int p0,
            int p1,
            int columns,
            int depth,
            float[] a,
            int ao,
            int lda,
            float[] packed,
            int po,
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
        int column = p0 * Panels.WIDTH;
        int width = Math.min(columns, p1 * Panels.WIDTH) - column;
        boolean inPlace = m1 - m0 == 1;
        int part = inPlace ? depth : GemmRows.part(depth);
        int rest = so + GemmRows.LENGTH;
        for (int m = m0, rows; m < m1; m += rows) {
            rows = GemmRows.rows(m1 - m);
            int k = 0;
            do {
                int length = Math.min(part, depth - k);
                int left = ao + m * lda + k;
                if (!inPlace) {
                    GemmRows.copy(rows, length, a, left, lda, scratch, so);
                }
                GemmBlock.run(
                        rows,
                        p0,
                        p1,
                        columns,
                        depth,
                        k,
                        length,
                        inPlace ? a : scratch,
                        inPlace ? left : so,
                        packed,
                        po,
                        bias,
                        biasOffset,
                        c,
                        co + m * ldc,
                        ldc,
                        scratch,
                        rest);
                k += length;
            } while (k < depth);
            GemmFinish.run(
                    rows, column, width, residual, ro + m * ldr + column, ldr, c, co + m * ldc + column, ldc, epilogue);
        }
    }
}
