package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Transposes 8x8 blocks in 256-bit registers, three rounds in which each row is interleaved with the fourth behind it. */
final class Transpose8Simd {

    /** Rows and columns of a block. */
    static final int SIDE = 8;

    private static final VectorSpecies<Float> F = FloatVector.SPECIES_256;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_256;
    private static final IntVector LOW = IntVector.fromArray(I, new int[] {0, 8, 1, 9, 2, 10, 3, 11}, 0);
    private static final IntVector HIGH = IntVector.fromArray(I, new int[] {4, 12, 5, 13, 6, 14, 7, 15}, 0);

    private Transpose8Simd() {}

    /** A tile whose sides are multiples of {@link #SIDE}. */
    static void tile(float[] x, int xo, int xStep, float[] y, int yo, int yStep, int rows, int columns) {
        for (int column = 0; column < columns; column += SIDE) {
            for (int row = 0; row < rows; row += SIDE) {
                block(x, xo + row * xStep + column, xStep, y, yo + column * yStep + row, yStep);
            }
        }
    }

    private static void block(float[] x, int xo, int xStep, float[] y, int yo, int yStep) {
        int half = xo + 4 * xStep;
        var a0 = load(x, xo);
        var a1 = load(x, xo + xStep);
        var a2 = load(x, xo + 2 * xStep);
        var a3 = load(x, xo + 3 * xStep);
        var a4 = load(x, half);
        var a5 = load(x, half + xStep);
        var a6 = load(x, half + 2 * xStep);
        var a7 = load(x, half + 3 * xStep);
        var b0 = LOW.selectFrom(a0, a4);
        var b1 = HIGH.selectFrom(a0, a4);
        var b2 = LOW.selectFrom(a1, a5);
        var b3 = HIGH.selectFrom(a1, a5);
        var b4 = LOW.selectFrom(a2, a6);
        var b5 = HIGH.selectFrom(a2, a6);
        var b6 = LOW.selectFrom(a3, a7);
        var b7 = HIGH.selectFrom(a3, a7);
        a0 = LOW.selectFrom(b0, b4);
        a1 = HIGH.selectFrom(b0, b4);
        a2 = LOW.selectFrom(b1, b5);
        a3 = HIGH.selectFrom(b1, b5);
        a4 = LOW.selectFrom(b2, b6);
        a5 = HIGH.selectFrom(b2, b6);
        a6 = LOW.selectFrom(b3, b7);
        a7 = HIGH.selectFrom(b3, b7);
        half = yo + 4 * yStep;
        store(LOW.selectFrom(a0, a4), y, yo);
        store(HIGH.selectFrom(a0, a4), y, yo + yStep);
        store(LOW.selectFrom(a1, a5), y, yo + 2 * yStep);
        store(HIGH.selectFrom(a1, a5), y, yo + 3 * yStep);
        store(LOW.selectFrom(a2, a6), y, half);
        store(HIGH.selectFrom(a2, a6), y, half + yStep);
        store(LOW.selectFrom(a3, a7), y, half + 2 * yStep);
        store(HIGH.selectFrom(a3, a7), y, half + 3 * yStep);
    }

    /** As integers, whose lanes can be selected from two vectors in one instruction without converting an index. */
    private static IntVector load(float[] x, int at) {
        return FloatVector.fromArray(F, x, at).reinterpretAsInts();
    }

    private static void store(IntVector row, float[] y, int at) {
        row.reinterpretAsFloats().intoArray(y, at);
    }
}
