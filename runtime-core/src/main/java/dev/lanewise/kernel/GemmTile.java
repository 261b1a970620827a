package dev.lanewise.kernel;

/**
 * Tiles of a GEMM, a few rows by one or more panels. A tile starts from {@code initial}, rows {@code ldi} apart (0 for
 * a bias that all rows share), adds its products in order of k, and writes to {@code c}, which may be {@code initial}
 * itself.
 */
final class GemmTile {

    /** Rows of the largest tile. */
    static final int ROWS = !Isa.SIMD ? 3 : Isa.LANES == 16 ? 8 : 6;

    /** Rows of the tiles that take a part of a panel where the rest of it is padding. */
    private static final int EDGE_ROWS = 8;

    /** Columns of half a vector. */
    private static final int HALF = Isa.LANES / 2;

    /** Neighbouring panels that {@link #oneRow} takes at once. */
    static final int ONE_ROW_PANELS = 4;

    /** Neighbouring panels that {@link #twoRows} takes at once. */
    static final int TWO_ROW_PANELS = 2;

    /** Whether {@link #oneRow} pays: it keeps enough vector sums in flight to hide the latency of their additions. */
    static final boolean HAS_ONE_ROW = Isa.SIMD;

    /** Whether {@link #twoRows} pays. */
    static final boolean HAS_TWO_ROWS = Isa.SIMD;

    /** Floats of scratch that {@link #run} wants. */
    static final int SCRATCH = (ROWS + (Isa.SIMD ? 0 : GemmScalar.DEPTH)) * Panels.WIDTH;

    private GemmTile() {}

    /** Rows by the first {@code width} columns of one panel; rows are {@link #ROWS} or a lower power of two. */
    static void run(
            int rows,
            int width,
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc,
            float[] scratch,
            int so) {
        if (!Isa.SIMD) {
            GemmScalar.tile(rows, width, depth, a, ao, b, bo, initial, io, ldi, c, co, ldc, scratch, so);
        } else if (!Twins.simd()) {
            GemmPlain.tile(rows, width, depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
        } else if (width == Panels.WIDTH) {
            whole(rows, depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
        } else if (rows == EDGE_ROWS && (width == Isa.LANES || width == Isa.LANES + HALF)) {
            edge(width, depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
        } else {
            int step = GemmEdge.initial(rows, width, initial, io, ldi, scratch, so);
            if (rows == EDGE_ROWS) {
                edge(width, depth, a, ao, b, bo, scratch, so, step, scratch, so, Panels.WIDTH);
            } else {
                whole(rows, depth, a, ao, b, bo, scratch, so, step, scratch, so, Panels.WIDTH);
            }
            GemmEdge.copy(rows, width, scratch, so, Panels.WIDTH, c, co, ldc);
        }
    }

    /** {@link #EDGE_ROWS} rows by as many half vectors as hold {@code width} columns, but two at least. */
    private static void edge(
            int width,
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        switch (Math.ceilDiv(width, HALF)) {
            case 1, 2 -> GemmTilesSimd.rows8Half(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
            case 3 -> GemmTilesSimd.rows8OneAndHalf(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
            default -> GemmTilesSimd.rows8(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
        }
    }

    /** One row by {@link #ONE_ROW_PANELS} whole panels, {@code panelStride} floats apart. */
    static void oneRow(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            int panelStride,
            float[] initial,
            int io,
            float[] c,
            int co) {
        GemmTilesSimd.row1Panels4(depth, a, ao, b, bo, panelStride, initial, io, c, co);
    }

    /** Two rows by {@link #TWO_ROW_PANELS} whole panels, {@code panelStride} floats apart. */
    static void twoRows(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            int panelStride,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        GemmTilesSimd.rows2Panels2(depth, a, ao, b, bo, panelStride, initial, io, ldi, c, co, ldc);
    }

    private static void whole(
            int rows,
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        switch (rows) {
            case 8 -> GemmTilesSimd.rows8(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
            case 6 -> GemmTilesSimd.rows6(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
            case 4 -> GemmTilesSimd.rows4(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
            case 2 -> GemmTilesSimd.rows2(depth, a, ao, b, bo, initial, io, ldi, c, co, ldc);
            default -> GemmTilesSimd.row1(depth, a, ao, b, bo, initial, io, c, co);
        }
    }
}
