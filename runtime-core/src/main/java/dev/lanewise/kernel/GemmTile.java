package dev.lanewise.kernel;

/**
 * Tiles of a GEMM, a few rows by one or more panels. A tile starts from {@code initial}, rows {@code ldi} apart (0 for
 * a bias that all rows share), adds its products in order of k, and writes to {@code c}, which may be {@code initial}
 * itself.
 */
final class GemmTile {

    /** Rows of the largest tile. */
    static final int ROWS = Isa.SIMD && Isa.REGISTERS == 32 ? 8 : 4;

    private static final float[] ZEROS = new float[Panels.WIDTH];

    private GemmTile() {}

    /**
     * {@code rows} of {@link #ROWS}, 4, 2 or 1 by the first {@code width} columns of one panel, which start from the
     * bias, or from zero where {@code bias} has length zero, or, if {@code more}, from {@code c}.
     */
    static void run(
            boolean more,
            int rows,
            int width,
            int depth,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int ldc) {
        if (more) {
            GemmScalar.tile(rows, width, depth, a, ao, lda, b, bo, c, co, ldc, c, co, ldc);
        } else if (bias.length == 0) {
            GemmScalar.tile(rows, width, depth, a, ao, lda, b, bo, ZEROS, 0, 0, c, co, ldc);
        } else {
            GemmScalar.tile(rows, width, depth, a, ao, lda, b, bo, bias, biasOffset, 0, c, co, ldc);
        }
    }
}
