package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Means and sums of squared deviations of rows, by Welford's recurrence from one element to the next, as ONNX Runtime has
 * them. Its steps wait for each other, so that vectors hold an element of several rows.
 */
final class RowMoments {

    /** Rows that are done together. */
    static final int ROWS = 64;

    /** Elements of these rows that are transposed at a time. */
    private static final int DEPTH = 32;

    private RowMoments() {}

    static int roomLength() {
        return ROWS * (2 + DEPTH);
    }

    /**
     * Leaves the means of at most {@link #ROWS} rows in {@code room} from {@code ro} on, the sums {@link #ROWS} behind
     * them.
     */
    static void run(float[] x, int xo, int length, int rows, float[] room, int ro) {
        if (!Twins.simd() || rows == 1) {
            for (int row = 0; row < rows; row++) {
                one(x, xo + row * length, length, room, ro + row);
            }
            return;
        }
        Arrays.fill(room, ro, ro + 2 * ROWS, 0f);
        for (int from = 0; from < length; from += DEPTH) {
            int depth = Math.min(DEPTH, length - from);
            Transpose.run(x, xo + from, length, room, ro + 2 * ROWS, ROWS, rows, depth);
            RowMomentsSimd.run(room, ro, from, depth, rows);
        }
    }

    private static void one(float[] x, int xo, int length, float[] room, int at) {
        float mean = 0;
        float squares = 0;
        for (int i = 0; i < length; i++) {
            float v = x[xo + i];
            float difference = v - mean;
            mean += difference / (i + 1);
            squares += difference * (v - mean);
        }
        room[at] = mean;
        room[at + ROWS] = squares;
    }
}
