package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Transposes 4x4 blocks in 128-bit registers, two rounds of pairwise shuffles. */
final class TransposeSimd {

    /** Rows and columns of a block. */
    static final int SIDE = 4;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_128;
    private static final VectorShuffle<Float> LOW = VectorShuffle.fromValues(F, 0, 4, 1, 5);
    private static final VectorShuffle<Float> HIGH = VectorShuffle.fromValues(F, 2, 6, 3, 7);
    private static final VectorShuffle<Float> FIRST = VectorShuffle.fromValues(F, 0, 1, 4, 5);
    private static final VectorShuffle<Float> SECOND = VectorShuffle.fromValues(F, 2, 3, 6, 7);

    private TransposeSimd() {}

    /** A tile whose sides are multiples of {@link #SIDE}. */
    static void tile(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int rows, int columns) {
        for (int column = 0; column < columns; column += SIDE) {
            for (int row = 0; row < rows; row += SIDE) {
                block(x, xo + row * xStep + column, xStep, y, yo + column * yStep + row, yStep);
            }
        }
    }

    private static void block(float[] x, int xo, int xStep, float[] y, int yo, int yStep) {
        var a = FloatVector.fromArray(F, x, xo);
        var b = FloatVector.fromArray(F, x, xo + xStep);
        var c = FloatVector.fromArray(F, x, xo + 2 * xStep);
        var d = FloatVector.fromArray(F, x, xo + 3 * xStep);
        var lowAb = a.rearrange(LOW, b);
        var highAb = a.rearrange(HIGH, b);
        var lowCd = c.rearrange(LOW, d);
        var highCd = c.rearrange(HIGH, d);
        lowAb.rearrange(FIRST, lowCd).intoArray(y, yo);
        lowAb.rearrange(SECOND, lowCd).intoArray(y, yo + yStep);
        highAb.rearrange(FIRST, highCd).intoArray(y, yo + 2 * yStep);
        highAb.rearrange(SECOND, highCd).intoArray(y, yo + 3 * yStep);
    }
}
