package dev.lanewise.kernel;

/**
 * Moves the part of a tile that lies inside the matrix where its last panel does not. By array copies, not by vectors under
 * a mask: C2 was seen to make objects of those, megabytes a run.
 */
final class GemmEdge {

    private GemmEdge() {}

    /** Copies {@code rows} rows of {@code width} floats. */
    static void copy(int rows, int width, float[] x, int xo, int xStep, float[] y, int yo, int yStep) {
        for (int row = 0; row < rows; row++) {
            System.arraycopy(x, xo + row * xStep, y, yo + row * yStep, width);
        }
    }

    /**
     * Copies what a tile starts from to {@code scratch[so]}, one row where all start from the same, and tells how far
     * apart the rows of the copy are.
     */
    static int initial(int rows, int width, float[] initial, int io, int ldi, float[] scratch, int so) {
        copy(ldi == 0 ? 1 : rows, width, initial, io, ldi, scratch, so, Panels.WIDTH);
        return ldi == 0 ? 0 : Panels.WIDTH;
    }
}
