package dev.lanewise.kernel;

/**
 * Moves the part of a tile that lies inside the matrix where its last panel does not. By array copies and whole vectors, not
 * by vectors under a mask: C2 was seen to make objects of those, megabytes a run.
 */
final class GemmEdge {

    private GemmEdge() {}

    /** Copies {@code rows} rows of {@code width} floats. */
    static void copy(int rows, int width, float[] x, int xo, int xStep, float[] y, int yo, int yStep) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xo + row * xStep, y, yo + row * yStep, width);
        }
    }

    /** Copies what a tile starts from to rows {@link Panels#WIDTH} apart; {@code xStep} is 0 where rows share it. */
    static void load(int rows, int width, float[] x, int xo, int xStep, float[] y, int yo) {
        if (xStep == 0 && width <= Isa.LANES) {
            System.arraycopy(x, xo, y, yo, width);
            GemmEdgeSimd.repeat(rows, y, yo);
        } else {
            copy(rows, width, x, xo, xStep, y, yo, Panels.WIDTH);
        }
    }

    /**
     * Copies rows {@link Panels#WIDTH} apart to the matrix. Narrow rows that follow one another go as whole vectors, whose
     * ends the rows behind overwrite, as far as those reach.
     */
    static void store(int rows, int width, float[] x, int xo, float[] y, int yo, int yStep) {
        int vectors = yStep == width && width < Isa.LANES ? Math.max(0, rows - Math.ceilDiv(Isa.LANES, width) + 1) : 0;
        GemmEdgeSimd.store(vectors, width, x, xo, y, yo);
        copy(rows - vectors, width, x, xo + vectors * Panels.WIDTH, Panels.WIDTH, y, yo + vectors * yStep, yStep);
    }
}
