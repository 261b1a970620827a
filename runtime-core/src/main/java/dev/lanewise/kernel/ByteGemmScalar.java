package dev.lanewise.kernel;

/** Plain Java tile of {@link ByteGemm}, four columns at a time in locals. */
final class ByteGemmScalar {

    private static final int WIDTH = ByteMatrix.WIDTH;

    private ByteGemmScalar() {}

    /** Rows by a panel, added to sums. */
    static void rows(int rows, int depth, byte[] b, int bo, float[] x, int a, int sums) {
        for (int row = 0; row < rows; row++) {
            row(rows, depth, b, bo, x, a + row, sums + row * WIDTH);
        }
    }

    private static void row(int rows, int depth, byte[] b, int bo, float[] x, int a, int sums) {
        for (int column = 0; column < WIDTH; column += 4) {
            int out = sums + column;
            float s0 = x[out];
            float s1 = x[out + 1];
            float s2 = x[out + 2];
            float s3 = x[out + 3];
            int at = bo + column;
            for (int k = 0; k < depth; k++) {
                float value = x[a + k * rows];
                s0 = multiplyAdd(value, b[at], s0);
                s1 = multiplyAdd(value, b[at + 1], s1);
                s2 = multiplyAdd(value, b[at + 2], s2);
                s3 = multiplyAdd(value, b[at + 3], s3);
                at += WIDTH;
            }
            x[out] = s0;
            x[out + 1] = s1;
            x[out + 2] = s2;
            x[out + 3] = s3;
        }
    }

    /** As {@link ByteGemmSimd#start}. */
    static void start(float total, float[] offsets, int at, float[] x, int sums) {
        for (int i = 0; i < WIDTH; i++) {
            x[sums + i] = offsets[at + i] * total;
        }
    }

    /** As {@link ByteGemmSimd#finish}. */
    static void finish(float[] scales, int at, float[] x, int sums, int c) {
        for (int i = 0; i < WIDTH; i++) {
            x[c + i] = multiplyAdd(x[sums + i], scales[at + i], x[c + i]);
        }
    }

    private static float multiplyAdd(float x, float y, float sum) {
        return Isa.FMA ? Math.fma(x, y, sum) : sum + x * y;
    }
}
