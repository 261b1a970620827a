package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** Moves the part of a tile that lies inside the matrix where its last panel does not, faster than array copies. */
final class GemmEdgeSimd {

    private GemmEdgeSimd() {}

    /** Copies {@code rows} rows of {@code width} floats. */
    static void copy(int rows, int width, float[] x, int xo, int xStep, float[] y, int yo, int yStep) {
        int whole = Lanes.F.loopBound(width);
        for (int i = 0; i < whole; i += Lanes.L) {
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(Lanes.F, x, xo + row * xStep + i).intoArray(y, yo + row * yStep + i);
            }
        }
        if (whole < width) {
            var mask = Lanes.F.indexInRange(whole, width);
            for (int row = 0; row < rows; row++) {
                FloatVector.fromArray(Lanes.F, x, xo + row * xStep + whole, mask)
                        .intoArray(y, yo + row * yStep + whole, mask);
            }
        }
    }
}
