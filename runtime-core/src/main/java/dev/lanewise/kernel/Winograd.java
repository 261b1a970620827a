package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Convolution with 3×3 filters and stride 1 by Winograd's F(4×4, 3×3) (Lavin and Gray, "Fast Algorithms for
 * Convolutional Neural Networks", 2015): a tile of 4×4 outputs takes 36 products for each pair of channels where the
 * direct sum takes 144. Patches of 6×6 inputs are transformed, multiplied as 36 GEMMs, and transformed back. Rounding
 * differs from {@link Conv}'s by some 1e-5 of the largest output; it depends neither on the vector width nor on how the
 * work is split.
 */
public final class Winograd {

    /** Outputs of a tile along each axis. */
    static final int TILE = 4;

    /** Inputs of a patch along each axis. */
    static final int PATCH = 6;

    private static final int POINTS = PATCH * PATCH;

    /** Channels that the scalar twin transforms at once, no fewer than a vector holds. */
    static final int CHANNELS = 16;

    /** Floats of scratch that the transforms want. */
    static final int TRANSFORM_SCRATCH = (2 * PATCH * PATCH + TILE * TILE + 1) * CHANNELS;

    /** Floats between the matrices of neighbouring points, so that they do not compete for the same lines of cache. */
    private static final int GAP = 16;

    private static final int BLOCK_FLOATS = 1 << 18;
    private static final int FEWEST_TILES = 32;
    private static final int MOST_TILES = 96;
    private static final int ONE_BLOCK = 64;
    private static final int LEAST_INPUTS = 8;
    private static final int LEAST_OUTPUTS = 8;
    private static final int LEAST_SAVING = 2;
    private static final long MOST_PACKED = 10_000_000;
    private static final int WARM_UP_ROUNDS = 6000;

    private Winograd() {}

    /** Has the transforms compiled; their GEMMs belong to {@link KernelGroup#PRODUCTS}. */
    static void warmUp() {
        int channels = Isa.LANES + 1;
        var values = new float[POINTS * channels];
        var scratch = new float[POINTS * channels + TRANSFORM_SCRATCH];
        int passes = POINTS * channels;
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            transformInput(values, 0, channels, PATCH * channels, channels, scratch, 0, channels, passes);
            transformOutput(scratch, 0, channels, channels, values, 0, values, 0, channels, TILE * channels, passes);
        }
    }

    /** Whether the convolution is one that this computes. */
    public static boolean fits(ConvGeometry geometry) {
        var window = geometry.window();
        return geometry.groups() == 1
                && window.depth().equals(WindowGeometry.Axis.NONE)
                && isThreeByOne(window.height())
                && isThreeByOne(window.width());
    }

    private static boolean isThreeByOne(WindowGeometry.Axis axis) {
        return axis.kernel() == 3 && axis.stride() == 1 && axis.dilation() == 1;
    }

    /** Whether it is faster here than by {@link Conv}: enough channels, and tiles that fill the image. */
    public static boolean pays(ConvGeometry geometry) {
        if (!Isa.SIMD
                || !fits(geometry)
                || geometry.inputChannels() < LEAST_INPUTS
                || geometry.outputChannels() < LEAST_OUTPUTS
                || (long) POINTS * Panels.packedLength(geometry.inputChannels(), geometry.outputChannels())
                        > MOST_PACKED) {
            return false;
        }
        int tiles = tiles(geometry);
        return tiles >= GemmTile.ROWS && (long) tiles * POINTS * LEAST_SAVING <= (long) geometry.rows() * 9;
    }

    /** Tiles through the batch, the unit in which work is split. */
    public static int tiles(ConvGeometry geometry) {
        return Math.multiplyExact(geometry.batch(), tilesDown(geometry) * tilesAcross(geometry));
    }

    private static int tilesDown(ConvGeometry geometry) {
        return Math.ceilDiv(geometry.window().height().output(), TILE);
    }

    private static int tilesAcross(ConvGeometry geometry) {
        return Math.ceilDiv(geometry.window().width().output(), TILE);
    }

    /**
     * Tiles that are best taken together: as many as stay in cache, or all where these are few, so that the filters, which
     * are much more then, are read once.
     */
    public static int blockTiles(ConvGeometry geometry) {
        int floats = POINTS * (geometry.inputChannels() + geometry.outputChannels());
        int fitting = BLOCK_FLOATS / floats / GemmTile.ROWS * GemmTile.ROWS;
        int tiles = tiles(geometry);
        return tiles <= ONE_BLOCK ? tiles : Math.clamp(fitting, FEWEST_TILES, MOST_TILES);
    }

    /** Floats of all packed filters. */
    public static int packedLength(ConvGeometry geometry) {
        return Math.multiplyExact(POINTS, Panels.packedLength(geometry.inputChannels(), geometry.outputChannels()));
    }

    /** Transforms and packs all filters, in ONNX order {@code [outputChannels][inputChannels][3][3]}. */
    public static void pack(ConvGeometry geometry, float[] filters, int fo, float[] packed, int po) {
        int inputs = geometry.inputChannels();
        int outputs = geometry.outputChannels();
        int length = Panels.packedLength(inputs, outputs);
        Arrays.fill(packed, po, po + POINTS * length, 0f);
        var rows = new double[PATCH * 3];
        for (int panel = 0; panel < Panels.count(outputs); panel++) {
            int first = panel * Panels.WIDTH;
            int width = Math.min(Panels.WIDTH, outputs - first);
            for (int input = 0; input < inputs; input++) {
                int out = po + first * inputs + input * Panels.WIDTH;
                for (int i = 0; i < width; i++) {
                    filter(filters, fo + ((first + i) * inputs + input) * 9, rows, packed, out + i, length);
                }
            }
        }
    }

    private static void filter(float[] filters, int fo, double[] rows, float[] packed, int po, int step) {
        for (int x = 0; x < 3; x++) {
            double a = filters[fo + x];
            double b = filters[fo + 3 + x];
            double c = filters[fo + 6 + x];
            rows[x] = a / 4;
            rows[3 + x] = -(a + b + c) / 6;
            rows[6 + x] = -(a - b + c) / 6;
            rows[9 + x] = (a + 2 * b + 4 * c) / 24;
            rows[12 + x] = (a - 2 * b + 4 * c) / 24;
            rows[15 + x] = c;
        }
        for (int y = 0; y < PATCH; y++) {
            double a = rows[y * 3];
            double b = rows[y * 3 + 1];
            double c = rows[y * 3 + 2];
            int at = po + y * PATCH * step;
            packed[at] = (float) (a / 4);
            packed[at + step] = (float) (-(a + b + c) / 6);
            packed[at + 2 * step] = (float) (-(a - b + c) / 6);
            packed[at + 3 * step] = (float) ((a + 2 * b + 4 * c) / 24);
            packed[at + 4 * step] = (float) ((a - 2 * b + 4 * c) / 24);
            packed[at + 5 * step] = (float) c;
        }
    }

    /** Floats of scratch that each thread brings for blocks of {@code block} tiles by {@code panels} panels. */
    public static int scratchLength(ConvGeometry geometry, int block, int panels) {
        int inputs = geometry.inputChannels();
        int outputs = Math.min(geometry.outputChannels(), panels * Panels.WIDTH);
        int matrices = POINTS * (block * (inputs + outputs) + 2 * GAP);
        int edges = POINTS * inputs + TILE * TILE * outputs;
        return Math.addExact(matrices, edges + TRANSFORM_SCRATCH + Gemm.scratchLength());
    }

    /**
     * Computes the tiles {@code [from, to)}, {@code block} or fewer at a time, by the panels {@code [p0, p1)}. Pixel m begins at {@code co + m *
     * outputChannels} in the output, and in the residual at {@code ro + m * outputChannels}; the residual may be {@link
     * Gemm#NONE}, the bias may not. Nothing is written outside the tiles.
     */
    public static void run(
            ConvGeometry geometry,
            int from,
            int to,
            int p0,
            int p1,
            int block,
            float[] x,
            int xo,
            float[] packed,
            int po,
            float[] bias,
            int biasOffset,
            float[] residual,
            int ro,
            float[] c,
            int co,
            Epilogue epilogue,
            float[] scratch,
            int so) {
        int inputs = geometry.inputChannels();
        int outputs = geometry.outputChannels();
        int length = Panels.packedLength(inputs, outputs);
        int column = p0 * Panels.WIDTH;
        int columns = Math.min(outputs, p1 * Panels.WIDTH) - column;
        int step = block * inputs + GAP;
        int productStep = block * columns + GAP;
        int products = so + POINTS * step;
        int edge = products + POINTS * productStep;
        int passes = edge + POINTS * inputs + TILE * TILE * columns;
        int rest = passes + TRANSFORM_SCRATCH;
        for (int first = from; first < to; first += block) {
            int count = Math.min(block, to - first);
            for (int i = 0; i < count; i++) {
                patch(geometry, first + i, x, xo, scratch, so + i * inputs, step, edge, passes);
            }
            for (int point = 0; point < POINTS; point++) {
                Gemm.run(
                        0,
                        count,
                        0,
                        p1 - p0,
                        columns,
                        inputs,
                        scratch,
                        so + point * step,
                        inputs,
                        packed,
                        po + point * length + column * inputs,
                        Gemm.NONE,
                        0,
                        Gemm.NONE,
                        0,
                        columns,
                        scratch,
                        products + point * productStep,
                        columns,
                        Epilogue.NONE,
                        scratch,
                        rest);
            }
            for (int i = 0; i < count; i++) {
                tile(
                        geometry,
                        first + i,
                        column,
                        columns,
                        scratch,
                        products + i * columns,
                        productStep,
                        bias,
                        biasOffset,
                        residual,
                        ro,
                        c,
                        co,
                        epilogue,
                        edge,
                        passes);
            }
        }
    }

    private static void patch(
            ConvGeometry geometry,
            int tile,
            float[] x,
            int xo,
            float[] scratch,
            int out,
            int step,
            int edge,
            int passes) {
        var height = geometry.window().height();
        var width = geometry.window().width();
        int channels = geometry.inputChannels();
        int across = tilesAcross(geometry);
        int left = tile % across * TILE - width.padBegin();
        int row = tile / across;
        int down = tilesDown(geometry);
        int top = row % down * TILE - height.padBegin();
        int image = xo + row / down * height.input() * width.input() * channels;
        if (left >= 0 && top >= 0 && left + PATCH <= width.input() && top + PATCH <= height.input()) {
            int at = image + (top * width.input() + left) * channels;
            transformInput(x, at, channels, width.input() * channels, channels, scratch, out, step, passes);
            return;
        }
        int first = Math.clamp(-left, 0, PATCH);
        int end = Math.clamp(width.input() - left, first, PATCH);
        for (int y = 0; y < PATCH; y++) {
            int line = edge + y * PATCH * channels;
            if (top + y < 0 || top + y >= height.input() || first == end) {
                Arrays.fill(scratch, line, line + PATCH * channels, 0f);
            } else {
                int at = image + ((top + y) * width.input() + left + first) * channels;
                Arrays.fill(scratch, line, line + first * channels, 0f);
                System.arraycopy(x, at, scratch, line + first * channels, (end - first) * channels);
                Arrays.fill(scratch, line + end * channels, line + PATCH * channels, 0f);
            }
        }
        transformInput(scratch, edge, channels, PATCH * channels, channels, scratch, out, step, passes);
    }

    private static void tile(
            ConvGeometry geometry,
            int tile,
            int column,
            int columns,
            float[] scratch,
            int products,
            int step,
            float[] bias,
            int biasOffset,
            float[] residual,
            int ro,
            float[] c,
            int co,
            Epilogue epilogue,
            int edge,
            int passes) {
        int outputWidth = geometry.window().width().output();
        int outputHeight = geometry.window().height().output();
        int channels = geometry.outputChannels();
        int across = tilesAcross(geometry);
        int left = tile % across * TILE;
        int row = tile / across;
        int down = tilesDown(geometry);
        int top = row % down * TILE;
        int at = ((row / down * outputHeight + top) * outputWidth + left) * channels + column;
        int rowStep = outputWidth * channels;
        int rows = Math.min(TILE, outputHeight - top);
        int pixels = Math.min(TILE, outputWidth - left);
        int bo = biasOffset + column;
        if (rows == TILE && pixels == TILE) {
            transformOutput(scratch, products, step, columns, bias, bo, c, co + at, channels, rowStep, passes);
        } else {
            int whole = TILE * columns;
            transformOutput(scratch, products, step, columns, bias, bo, scratch, edge, columns, whole, passes);
            for (int y = 0; y < rows; y++) {
                GemmEdge.copy(pixels, columns, scratch, edge + y * whole, columns, c, co + at + y * rowStep, channels);
            }
        }
        if (columns == channels) {
            GemmFinish.run(rows, pixels * channels, residual, ro + at, rowStep, c, co + at, rowStep, epilogue);
            return;
        }
        for (int y = 0; y < rows; y++) {
            int line = at + y * rowStep;
            GemmFinish.run(pixels, column, columns, residual, ro + line, channels, c, co + line, channels, epilogue);
        }
    }

    private static void transformInput(
            float[] x,
            int xo,
            int pixelStep,
            int rowStep,
            int channels,
            float[] scratch,
            int out,
            int step,
            int passes) {
        if (Twins.simd()) {
            WinogradSimd.input(x, xo, pixelStep, rowStep, channels, scratch, out, step, passes);
        } else {
            WinogradScalar.input(x, xo, pixelStep, rowStep, 0, channels, scratch, out, step, passes);
        }
    }

    private static void transformOutput(
            float[] scratch,
            int products,
            int step,
            int channels,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int pixelStep,
            int rowStep,
            int passes) {
        if (Twins.simd()) {
            WinogradSimd.output(scratch, products, step, channels, bias, biasOffset, c, co, pixelStep, rowStep, passes);
        } else {
            WinogradScalar.output(
                    scratch, products, step, 0, channels, bias, biasOffset, c, co, pixelStep, rowStep, passes);
        }
    }
}
