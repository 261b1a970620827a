package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** Short rows of {@link GemmRows}, for which a call of the system's copy takes longer than the copy. */
final class GemmRowsSimd {

    private GemmRowsSimd() {}

    /** Copies a vector of each row. */
    static void copyVectors(int rows, float[] x, int from, int step, float[] to, int o) {
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(Lanes.F, x, from + row * step).intoArray(to, o + row * GemmRows.STRIDE);
        }
    }
}
