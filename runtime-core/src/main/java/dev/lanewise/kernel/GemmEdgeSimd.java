package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** Whole vectors of {@link GemmEdge}. */
final class GemmEdgeSimd {

    private GemmEdgeSimd() {}

    /** Makes the first vector of each of {@code rows} rows of a panel that of the first. */
    static void repeat(int rows, float[] y, int yo) {
        var first = FloatVector.fromArray(Lanes.F, y, yo);
        for (int row = 1; row < rows; row++) {
            first.intoArray(y, yo + row * Panels.WIDTH);
        }
    }

    /** Writes the first vector of each of {@code rows} rows of a panel, {@code width} floats apart. */
    static void store(int rows, int width, float[] x, int xo, float[] y, int yo) {
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(Lanes.F, x, xo + row * Panels.WIDTH).intoArray(y, yo + row * width);
        }
    }
}
