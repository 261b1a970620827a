package dev.lanewise.kernel;

/**
 * Runs every tile and every path around it on tiny data until C2 has compiled them: C2 takes a method over after 5,000
 * calls, or 15,000 calls and loop iterations. Only calls count, so a call has few vector operations: each operation that
 * runs uncompiled brings the compilation of its fallback in the JDK nearer, which nothing needs afterwards.
 */
final class GemmWarmUp {

    private static final int ROUNDS = 5400;
    private static final int DEPTH = 2;
    private static final int DEEP = 600;

    /** Every so many rounds also take the paths that have a vector kernel only inside. */
    private static final int EDGE_INTERVAL = 8;

    private static final Epilogue[] EPILOGUES = {Epilogue.NONE, Epilogue.RELU};

    private GemmWarmUp() {}

    static void gemm() {
        int most = 2 * GemmTile.ROWS - 1;
        int edge = Panels.WIDTH + 1;
        product(most, edge, DEEP, 2);
        for (int round = 0; round < ROUNDS; round += ROUNDS / 6) {
            product(GemmTile.ROWS, Panels.WIDTH, DEPTH, ROUNDS / 6);
            product(GemmTile.ROWS, Isa.LANES + Isa.LANES / 2, DEPTH, ROUNDS / 6);
            product(4, Panels.WIDTH, DEPTH, ROUNDS / 6);
            product(2, GemmTile.TWO_ROW_PANELS * Panels.WIDTH, DEPTH, ROUNDS / 6);
            product(1, GemmTile.ONE_ROW_PANELS * Panels.WIDTH, DEPTH, ROUNDS / 6);
            product(most, edge, DEPTH, ROUNDS / 6 / EDGE_INTERVAL);
        }
        finish();
    }

    private static void product(int rows, int columns, int depth, int rounds) {
        float[] a = new float[rows * depth];
        float[] packed = new float[Panels.packedLength(depth, columns)];
        float[] bias = new float[columns];
        float[] c = new float[rows * columns];
        float[] scratch = new float[Gemm.scratchLength()];
        for (int round = 0; round < rounds; round++) {
            Gemm.run(
                    0,
                    rows,
                    0,
                    Panels.count(columns),
                    columns,
                    depth,
                    a,
                    0,
                    depth,
                    packed,
                    0,
                    round % 3 == 0 ? Gemm.NONE : bias,
                    0,
                    Gemm.NONE,
                    0,
                    columns,
                    c,
                    0,
                    columns,
                    Epilogue.NONE,
                    scratch,
                    0);
        }
    }

    static void bytes() {
        for (int round = 0; round < ROUNDS; round += ROUNDS / 6) {
            for (int rows = 1; rows <= ByteGemm.ROWS; rows *= 2) {
                bytes(rows, ROUNDS / 6);
            }
        }
    }

    private static void bytes(int rows, int rounds) {
        int columns = ByteMatrix.WIDTH;
        var scales = new WeightScales(new float[1], new int[1], DEPTH, 0, 0);
        var matrix = ByteMatrix.of(new byte[DEPTH * columns], true, columns, 1, DEPTH, columns, scales);
        float[] a = new float[rows * DEPTH];
        float[] c = new float[rows * columns];
        float[] scratch = new float[ByteGemm.scratchLength(rows, matrix)];
        for (int round = 0; round < rounds; round++) {
            ByteGemm.run(
                    rows,
                    0,
                    1,
                    a,
                    0,
                    DEPTH,
                    matrix,
                    Gemm.NONE,
                    0,
                    Gemm.NONE,
                    0,
                    columns,
                    c,
                    0,
                    columns,
                    Epilogue.NONE,
                    scratch,
                    0);
        }
    }

    private static void finish() {
        int length = Isa.LANES + 1;
        float[] residual = new float[length];
        float[] c = new float[length];
        for (int round = 0; round < ROUNDS; round++) {
            GemmFinish.run(1, length, residual, 0, length, c, 0, length, EPILOGUES[round & 1]);
        }
    }

    static void conv() {
        var axis = new WindowGeometry.Axis(2 * GemmTile.ROWS + 2, 2 * GemmTile.ROWS + 2, 3, 1, 1, 1, 1);
        var flat = new WindowGeometry.Axis(1, 1, 1, 1, 1, 0, 0);
        var window = WindowGeometry.of(flat, axis);
        var narrow = new ConvGeometry(window, 1, 2, Panels.WIDTH + 1, 1);
        var deep = new ConvGeometry(window, 1, DEEP, Panels.WIDTH + 1, 1);
        var grouped = new ConvGeometry(window, 1, 4, 2 * Panels.WIDTH, 2);
        conv(deep, 2);
        conv(grouped, ROUNDS / 4);
        conv(narrow, ROUNDS);
    }

    private static void conv(ConvGeometry geometry, int rounds) {
        int rows = geometry.rows();
        int columns = geometry.outputChannels();
        float[] x = new float[geometry.window().inputPixels() * geometry.inputChannels()];
        float[] packed = new float[geometry.packedLength()];
        float[] bias = new float[columns];
        float[] c = new float[rows * columns];
        float[] scratch = new float[Gemm.scratchLength()];
        for (int round = 0; round < rounds; round++) {
            Conv.run(
                    geometry,
                    0,
                    rows,
                    0,
                    geometry.panels(),
                    x,
                    0,
                    packed,
                    0,
                    round % 3 == 0 ? Gemm.NONE : bias,
                    0,
                    Gemm.NONE,
                    0,
                    0,
                    c,
                    0,
                    columns,
                    Epilogue.NONE,
                    scratch,
                    0);
        }
    }
}
