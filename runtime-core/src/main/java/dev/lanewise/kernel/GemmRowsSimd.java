package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** Copies of {@link GemmRows} by vectors: for rows of some hundred floats calls of the system's copy take longer. */
final class GemmRowsSimd {

    /** Floats that {@link #fourVectors} copies of each row. */
    static final int FOUR = 4 * Lanes.L;

    private GemmRowsSimd() {}

    /** Copies a vector of each row. */
    static void oneVector(int rows, float[] x, int from, int step, float[] to, int o) {
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(Lanes.F, x, from + row * step).intoArray(to, o + row * GemmRows.STRIDE);
        }
    }

    /** Copies four vectors of each row. */
    static void fourVectors(int rows, float[] x, int from, int step, float[] to, int o) {
        for (int row = 0; row < rows; row++) {
            int in = from + row * step;
            int out = o + row * GemmRows.STRIDE;
            var v0 = FloatVector.fromArray(Lanes.F, x, in);
            var v1 = FloatVector.fromArray(Lanes.F, x, in + Lanes.L);
            var v2 = FloatVector.fromArray(Lanes.F, x, in + 2 * Lanes.L);
            var v3 = FloatVector.fromArray(Lanes.F, x, in + 3 * Lanes.L);
            v0.intoArray(to, out);
            v1.intoArray(to, out + Lanes.L);
            v2.intoArray(to, out + 2 * Lanes.L);
            v3.intoArray(to, out + 3 * Lanes.L);
        }
    }
}
