package dev.lanewise.kernel;

/**
 * A block of a convolution of one group: some neighbouring output pixels by a range of panels, through all of the
 * depth, in parts that keep a panel in cache while the tiles of the block pass over it.
 */
final class ConvBlock {

    private static final int DEPTH_PART = 512;
    private static final int MOST_TILES = 16;
    private static final int MOST_FLOATS = 1 << 18;

    /** Offset that marks a tile whose windows were copied to scratch. */
    private static final int GATHERED = -1;

    private ConvBlock() {}

    /** Output pixels of the largest block, a multiple of {@link GemmTile#ROWS}. */
    static int rows(ConvGeometry geometry) {
        int fitting = MOST_FLOATS / Math.multiplyExact(GemmTile.ROWS, geometry.depth());
        return GemmTile.ROWS * Math.clamp(fitting, 1, MOST_TILES);
    }

    /** Ints of scratch: an offset for each row of a block, then one for each run of a window. */
    static int offsetsLength(ConvGeometry geometry) {
        return rows(geometry) + ConvWindows.runs(geometry);
    }

    /** Prepares the scratch for all blocks. */
    static void begin(ConvGeometry geometry, int[] offsets, int oo) {
        ConvWindows.runOffsets(geometry, offsets, oo + rows(geometry));
    }

    /** Computes the pixels {@code [m, m + rows)}, without epilogue; {@code c} begins at pixel m. */
    static void run(
            ConvGeometry geometry,
            int m,
            int rows,
            int p0,
            int p1,
            float[] x,
            int xo,
            float[] packed,
            int po,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int ldc,
            float[] scratch,
            int so,
            int[] offsets,
            int oo) {
        int windows = so + Gemm.scratchLength();
        prepare(geometry, m, rows, x, xo, scratch, windows, offsets, oo);
        int runs = ConvWindows.runs(geometry);
        int length = ConvWindows.runLength(geometry);
        int runsInPart = Math.clamp(DEPTH_PART / length, 1, runs);
        int part = Math.min(length, DEPTH_PART);
        for (int run = 0; run < runs; run += runsInPart) {
            for (int skip = 0; skip < length; skip += part) {
                part(
                        geometry,
                        rows,
                        p0,
                        p1,
                        run,
                        Math.min(runsInPart, runs - run),
                        skip,
                        Math.min(part, length - skip),
                        x,
                        packed,
                        po,
                        bias,
                        biasOffset,
                        c,
                        co,
                        ldc,
                        scratch,
                        so,
                        offsets,
                        oo);
            }
        }
    }

    private static void prepare(
            ConvGeometry geometry,
            int m,
            int rows,
            float[] x,
            int xo,
            float[] scratch,
            int windows,
            int[] offsets,
            int oo) {
        for (int row = 0; row < rows; row += GemmTile.ROWS) {
            int count = Math.min(GemmTile.ROWS, rows - row);
            if (count < GemmTile.ROWS || !ConvWindows.rowOffsets(geometry, m + row, xo, offsets, oo + row)) {
                offsets[oo + row] = GATHERED;
                ConvWindows.gather(geometry, m + row, count, x, xo, scratch, windows + row * geometry.depth());
            }
        }
    }

    private static void part(
            ConvGeometry geometry,
            int rows,
            int p0,
            int p1,
            int run,
            int runs,
            int skip,
            int length,
            float[] x,
            float[] packed,
            int po,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int ldc,
            float[] scratch,
            int so,
            int[] offsets,
            int oo) {
        int columns = geometry.groupOutputs();
        int depth = geometry.depth();
        int runsAt = oo + rows(geometry) + run;
        int k = run * ConvWindows.runLength(geometry) + skip;
        int windows = so + Gemm.scratchLength();
        for (int panel = p0; panel < p1; panel++) {
            int column = panel * Panels.WIDTH;
            int width = Math.min(Panels.WIDTH, columns - column);
            int b = po + column * depth + k * Panels.WIDTH;
            for (int row = 0; row < rows; row += GemmTile.ROWS) {
                int count = Math.min(GemmTile.ROWS, rows - row);
                int out = co + row * ldc;
                if (offsets[oo + row] == GATHERED) {
                    GemmBlock.run(
                            count,
                            panel,
                            panel + 1,
                            columns,
                            depth,
                            k,
                            runs * length,
                            scratch,
                            windows + row * depth + k,
                            depth,
                            packed,
                            po,
                            bias,
                            biasOffset,
                            c,
                            out,
                            ldc,
                            scratch,
                            so);
                } else {
                    boolean first = k == 0;
                    boolean biased = first && bias.length > 0;
                    GemmTile.indirect(
                            width,
                            runs,
                            length,
                            x,
                            offsets,
                            oo + row,
                            runsAt,
                            skip,
                            packed,
                            b,
                            biased ? bias : first ? GemmBlock.ZEROS : c,
                            biased ? biasOffset + column : first ? 0 : out + column,
                            first ? 0 : ldc,
                            c,
                            out + column,
                            ldc,
                            scratch,
                            so);
                }
            }
        }
    }
}
