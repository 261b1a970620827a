package dev.lanewise.kernel;

/**
 * Convolution over channels-last images, see {@link ConvGeometry}, as a GEMM whose left-hand rows, the windows, are
 * copied to scratch a block at a time, with zeros for the padding. Every output is one chain of fused multiply-adds in
 * order of tap, then channel, that starts from the bias, or from zero. Each thread brings the scratch of {@link
 * Gemm#scratchLength}.
 */
public final class Conv {

    /** Rows of all groups that are finished together, as whole rows of the output. */
    private static final int GROUPED_ROWS = 16 * GemmTile.ROWS;

    private Conv() {}

    /** Packs all filters, in ONNX order {@code [outputChannels][inputChannels / groups][taps]}. */
    public static void pack(ConvGeometry geometry, float[] filters, int fo, float[] packed, int po) {
        int columns = geometry.groupOutputs();
        int length = Panels.packedLength(geometry.depth(), columns);
        for (int group = 0; group < geometry.groups(); group++) {
            Panels.packFilters(
                    filters,
                    fo + group * columns * geometry.depth(),
                    geometry.groupInputs(),
                    geometry.window().taps(),
                    columns,
                    packed,
                    po + group * length,
                    0,
                    Panels.count(columns));
        }
    }

    /**
     * Computes the output pixels {@code [m0, m1)} of {@link ConvGeometry#rows()} by the panels {@code [p0, p1)} of
     * {@link ConvGeometry#panels()}. Pixel m begins at {@code co + m * ldc} in the output and at {@code ro + m * ldr}
     * in the residual, which is added before the activation; bias and residual may be {@link Gemm#NONE}. Nothing is
     * written outside the range.
     */
    public static void run(
            ConvGeometry geometry,
            int m0,
            int m1,
            int p0,
            int p1,
            float[] x,
            int xo,
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
        if (geometry.groups() == 1 || p0 > 0 || p1 < geometry.panels()) {
            groups(
                    geometry,
                    m0,
                    m1,
                    p0,
                    p1,
                    x,
                    xo,
                    packed,
                    po,
                    bias,
                    biasOffset,
                    residual,
                    ro,
                    ldr,
                    c,
                    co,
                    ldc,
                    epilogue,
                    scratch,
                    so);
            return;
        }
        for (int m = m0; m < m1; m += GROUPED_ROWS) {
            int end = Math.min(m1, m + GROUPED_ROWS);
            groups(
                    geometry,
                    m,
                    end,
                    p0,
                    p1,
                    x,
                    xo,
                    packed,
                    po,
                    bias,
                    biasOffset,
                    Gemm.NONE,
                    0,
                    0,
                    c,
                    co,
                    ldc,
                    Epilogue.NONE,
                    scratch,
                    so);
            int width = geometry.outputChannels();
            GemmFinish.run(end - m, width, residual, ro + m * ldr, ldr, c, co + m * ldc, ldc, epilogue);
        }
    }

    private static void groups(
            ConvGeometry geometry,
            int m0,
            int m1,
            int p0,
            int p1,
            float[] x,
            int xo,
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
        int panels = geometry.groupPanels();
        boolean all = p0 == 0 && p1 == geometry.panels();
        for (int group = p0 / panels; group * panels < p1; group++) {
            int from = Math.max(0, p0 - group * panels);
            int to = Math.min(panels, p1 - group * panels);
            int column = group * geometry.groupOutputs();
            group(
                    geometry,
                    all ? columns(geometry, group) : geometry.groupOutputs(),
                    m0,
                    m1,
                    from,
                    to,
                    x,
                    xo + group * geometry.groupInputs(),
                    packed,
                    po + group * panels * geometry.depth() * Panels.WIDTH,
                    bias,
                    biasOffset + column,
                    residual,
                    ro + column,
                    ldr,
                    c,
                    co + column,
                    ldc,
                    epilogue,
                    scratch,
                    so);
        }
    }

    /**
     * Columns that a group's product writes when all groups are computed in turn: whole vectors where others follow, which
     * overwrite what is too much. That spares copying the edges of tiles.
     */
    private static int columns(ConvGeometry geometry, int group) {
        int columns = geometry.groupOutputs();
        int rest = geometry.outputChannels() - group * columns;
        return group == geometry.groups() - 1 ? columns : Math.min(rest, Math.ceilDiv(columns, Isa.LANES) * Isa.LANES);
    }

    private static void group(
            ConvGeometry geometry,
            int columns,
            int m0,
            int m1,
            int p0,
            int p1,
            float[] x,
            int xo,
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
        if (geometry.isPointwise()) {
            Gemm.run(
                    m0,
                    m1,
                    p0,
                    p1,
                    columns,
                    geometry.depth(),
                    x,
                    xo,
                    geometry.inputChannels(),
                    packed,
                    po,
                    bias,
                    biasOffset,
                    residual,
                    ro,
                    ldr,
                    c,
                    co,
                    ldc,
                    epilogue,
                    scratch,
                    so);
            return;
        }
        int column = p0 * Panels.WIDTH;
        int width = Math.min(columns, p1 * Panels.WIDTH) - column;
        int depth = geometry.depth();
        int part = GemmRows.part(depth);
        for (int m = m0, rows; m < m1; m += rows) {
            rows = GemmRows.rows(m1 - m);
            int out = co + m * ldc;
            for (int k = 0; k < depth; k += part) {
                int length = Math.min(part, depth - k);
                ConvWindows.copy(geometry, m, rows, k, length, x, xo, scratch, so);
                GemmBlock.run(
                        rows,
                        p0,
                        p1,
                        columns,
                        depth,
                        k,
                        length,
                        scratch,
                        so,
                        packed,
                        po,
                        bias,
                        biasOffset,
                        c,
                        out,
                        ldc,
                        scratch,
                        so + GemmRows.LENGTH);
            }
            GemmFinish.run(rows, column, width, residual, ro + m * ldr + column, ldr, c, out + column, ldc, epilogue);
        }
    }
}
