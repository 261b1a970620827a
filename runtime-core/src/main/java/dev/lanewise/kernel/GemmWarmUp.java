package dev.lanewise.kernel;

/**
 * Runs every tile and every path around it on tiny data until C2 has compiled them: C2 takes a method over after 5,000
 * calls, or 15,000 calls and loop iterations.
 */
final class GemmWarmUp {

    private static final int ROUNDS = 6000;
    private static final int DEPTH = 2;
    private static final int DEEP = 600;
    private static final int COLUMNS = 6 * Panels.WIDTH + 1;
    private static final Epilogue[] EPILOGUES = {Epilogue.NONE, Epilogue.RELU};

    private GemmWarmUp() {}

    static void gemm() {
        int most = 2 * GemmTile.ROWS - 1;
        float[] a = new float[most * DEEP];
        float[] packed = new float[Panels.packedLength(DEEP, COLUMNS)];
        float[] bias = new float[COLUMNS];
        float[] residual = new float[most * COLUMNS];
        float[] c = new float[most * COLUMNS];
        float[] scratch = new float[Gemm.scratchLength()];
        for (int round = -2; round < ROUNDS; round++) {
            int rows = round % 2 == 0 ? most : GemmTile.ROWS + 1;
            int depth = round < 0 ? DEEP : DEPTH;
            Gemm.run(
                    0,
                    rows,
                    0,
                    Panels.count(COLUMNS),
                    COLUMNS,
                    depth,
                    a,
                    0,
                    depth,
                    packed,
                    0,
                    round % 3 == 0 ? Gemm.NONE : bias,
                    0,
                    round % 4 < 2 ? Gemm.NONE : residual,
                    0,
                    COLUMNS,
                    c,
                    0,
                    COLUMNS,
                    EPILOGUES[round & 1],
                    scratch,
                    0);
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
        if (Isa.SIMD) {
            Winograd.warmUp();
        }
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
                    EPILOGUES[round & 1],
                    scratch,
                    0);
        }
    }
}
