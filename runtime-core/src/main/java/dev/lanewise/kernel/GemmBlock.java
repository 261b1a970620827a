package dev.lanewise.kernel;

/**
 * A block of a GEMM: some rows by a range of panels by a part of the depth. Panels go four by four, so that the rows
 * left over behind the last whole tile find them in cache.
 */
final class GemmBlock {

    static final float[] ZEROS = new float[GemmTile.ONE_ROW_PANELS * Panels.WIDTH];

    private GemmBlock() {}

    /**
     * Adds the products of depth {@code [k, k + length)} to C, or, where k is 0, to the bias or to zero. The rows
     * of {@code a} begin at depth k, {@link GemmRows#STRIDE} floats apart, {@code c} and {@code bias} at column 0.
     */
    static void run(
            int rows,
            int p0,
            int p1,
            int columns,
            int depth,
            int k,
            int length,
            float[] a,
            int ao,
            float[] packed,
            int po,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int ldc,
            float[] scratch,
            int so) {
        if (k > 0) {
            run(
                    rows,
                    p0,
                    p1,
                    columns,
                    depth,
                    length,
                    a,
                    ao,
                    packed,
                    po + k * Panels.WIDTH,
                    c,
                    co,
                    ldc,
                    Panels.WIDTH,
                    c,
                    co,
                    ldc,
                    scratch,
                    so);
        } else if (bias.length == 0) {
            run(rows, p0, p1, columns, depth, length, a, ao, packed, po, ZEROS, 0, 0, 0, c, co, ldc, scratch, so);
        } else {
            run(
                    rows,
                    p0,
                    p1,
                    columns,
                    depth,
                    length,
                    a,
                    ao,
                    packed,
                    po,
                    bias,
                    biasOffset,
                    0,
                    Panels.WIDTH,
                    c,
                    co,
                    ldc,
                    scratch,
                    so);
        }
    }

    private static void run(
            int rows,
            int p0,
            int p1,
            int columns,
            int depth,
            int length,
            float[] a,
            int ao,
            float[] packed,
            int po,
            float[] initial,
            int io,
            int ldi,
            int initialStep,
            float[] c,
            int co,
            int ldc,
            float[] scratch,
            int so) {
        int panelStride = depth * Panels.WIDTH;
        int tiled = rows - rows % GemmTile.ROWS;
        for (int from = p0; from < p1; from += GemmTile.ONE_ROW_PANELS) {
            int to = Math.min(p1, from + GemmTile.ONE_ROW_PANELS);
            for (int panel = from; panel < to; panel++) {
                int column = panel * Panels.WIDTH;
                int width = Math.min(Panels.WIDTH, columns - column);
                int b = po + panel * panelStride;
                int i = io + panel * initialStep;
                for (int row = 0; row < tiled; row += GemmTile.ROWS) {
                    GemmTile.run(
                            GemmTile.ROWS,
                            width,
                            length,
                            a,
                            ao + row * GemmRows.STRIDE,
                            packed,
                            b,
                            initial,
                            i + row * ldi,
                            ldi,
                            c,
                            co + row * ldc + column,
                            ldc,
                            scratch,
                            so);
                }
            }
            for (int row = tiled; row < rows; ) {
                int taken = Integer.highestOneBit(rows - row);
                few(
                        taken,
                        from,
                        to,
                        columns,
                        length,
                        a,
                        ao + row * GemmRows.STRIDE,
                        packed,
                        po,
                        panelStride,
                        initial,
                        io + row * ldi,
                        ldi,
                        initialStep,
                        c,
                        co + row * ldc,
                        ldc,
                        scratch,
                        so);
                row += taken;
            }
        }
    }

    private static void few(
            int rows,
            int p0,
            int p1,
            int columns,
            int length,
            float[] a,
            int ao,
            float[] packed,
            int po,
            int panelStride,
            float[] initial,
            int io,
            int ldi,
            int initialStep,
            float[] c,
            int co,
            int ldc,
            float[] scratch,
            int so) {
        int whole = Math.min(p1, columns / Panels.WIDTH);
        int panel = p0;
        if (GemmTile.HAS_ONE_ROW && rows == 1 && Twins.simd()) {
            for (; panel <= whole - GemmTile.ONE_ROW_PANELS; panel += GemmTile.ONE_ROW_PANELS) {
                GemmTile.oneRow(
                        length,
                        a,
                        ao,
                        packed,
                        po + panel * panelStride,
                        panelStride,
                        initial,
                        io + panel * initialStep,
                        c,
                        co + panel * Panels.WIDTH);
            }
        } else if (GemmTile.HAS_TWO_ROWS && rows == 2 && Twins.simd()) {
            for (; panel <= whole - GemmTile.TWO_ROW_PANELS; panel += GemmTile.TWO_ROW_PANELS) {
                GemmTile.twoRows(
                        length,
                        a,
                        ao,
                        packed,
                        po + panel * panelStride,
                        panelStride,
                        initial,
                        io + panel * initialStep,
                        ldi,
                        c,
                        co + panel * Panels.WIDTH,
                        ldc);
            }
        }
        for (; panel < p1; panel++) {
            int column = panel * Panels.WIDTH;
            GemmTile.run(
                    rows,
                    Math.min(Panels.WIDTH, columns - column),
                    length,
                    a,
                    ao,
                    packed,
                    po + panel * panelStride,
                    initial,
                    io + panel * initialStep,
                    ldi,
                    c,
                    co + column,
                    ldc,
                    scratch,
                    so);
        }
    }
}
