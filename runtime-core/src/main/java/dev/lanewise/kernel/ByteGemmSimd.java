package dev.lanewise.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of {@link ByteGemm}: some rows of A, side by side in scratch, by a panel of four vectors, added to the sums that
 * lie in scratch, too. A conversion is many nodes to C2, which stops inlining at some number of them and then returns
 * vectors as objects, in some runs and not in others: so there are few to a method.
 */
final class ByteGemmSimd {

    /** As many bytes as a vector has floats, or the fewest that a vector holds. */
    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Isa.LANES * Byte.SIZE)));

    private static final int L = Lanes.L;

    private ByteGemmSimd() {}

    /** One row by a panel, two entries of the depth at a time: C2 would take sixteen, and spill most of them. */
    static void row1(int depth, byte[] b, int bo, float[] x, int a, int sums) {
        var s00 = FloatVector.fromArray(Lanes.F, x, sums);
        var s01 = FloatVector.fromArray(Lanes.F, x, sums + L);
        var s02 = FloatVector.fromArray(Lanes.F, x, sums + 2 * L);
        var s03 = FloatVector.fromArray(Lanes.F, x, sums + 3 * L);
        for (int k = 0; k < depth; k += 2) {
            var w0 = (FloatVector) ByteVector.fromArray(B, b, bo).castShape(Lanes.F, 0);
            var w1 = (FloatVector) ByteVector.fromArray(B, b, bo + L).castShape(Lanes.F, 0);
            var w2 = (FloatVector) ByteVector.fromArray(B, b, bo + 2 * L).castShape(Lanes.F, 0);
            var w3 = (FloatVector) ByteVector.fromArray(B, b, bo + 3 * L).castShape(Lanes.F, 0);
            var v = FloatVector.broadcast(Lanes.F, x[a]);
            s00 = v.fma(w0, s00);
            s01 = v.fma(w1, s01);
            s02 = v.fma(w2, s02);
            s03 = v.fma(w3, s03);
            w0 = (FloatVector) ByteVector.fromArray(B, b, bo + 4 * L).castShape(Lanes.F, 0);
            w1 = (FloatVector) ByteVector.fromArray(B, b, bo + 5 * L).castShape(Lanes.F, 0);
            w2 = (FloatVector) ByteVector.fromArray(B, b, bo + 6 * L).castShape(Lanes.F, 0);
            w3 = (FloatVector) ByteVector.fromArray(B, b, bo + 7 * L).castShape(Lanes.F, 0);
            v = FloatVector.broadcast(Lanes.F, x[a + 1]);
            s00 = v.fma(w0, s00);
            s01 = v.fma(w1, s01);
            s02 = v.fma(w2, s02);
            s03 = v.fma(w3, s03);
            a += 2;
            bo += 8 * L;
        }
        s00.intoArray(x, sums);
        s01.intoArray(x, sums + L);
        s02.intoArray(x, sums + 2 * L);
        s03.intoArray(x, sums + 3 * L);
    }

    /** Two rows by a panel. */
    static void rows2(int depth, byte[] b, int bo, float[] x, int a, int sums) {
        var s00 = FloatVector.fromArray(Lanes.F, x, sums);
        var s01 = FloatVector.fromArray(Lanes.F, x, sums + L);
        var s02 = FloatVector.fromArray(Lanes.F, x, sums + 2 * L);
        var s03 = FloatVector.fromArray(Lanes.F, x, sums + 3 * L);
        var s10 = FloatVector.fromArray(Lanes.F, x, sums + 4 * L);
        var s11 = FloatVector.fromArray(Lanes.F, x, sums + 5 * L);
        var s12 = FloatVector.fromArray(Lanes.F, x, sums + 6 * L);
        var s13 = FloatVector.fromArray(Lanes.F, x, sums + 7 * L);
        for (int k = 0; k < depth; k++) {
            var w0 = (FloatVector) ByteVector.fromArray(B, b, bo).castShape(Lanes.F, 0);
            var w1 = (FloatVector) ByteVector.fromArray(B, b, bo + L).castShape(Lanes.F, 0);
            var w2 = (FloatVector) ByteVector.fromArray(B, b, bo + 2 * L).castShape(Lanes.F, 0);
            var w3 = (FloatVector) ByteVector.fromArray(B, b, bo + 3 * L).castShape(Lanes.F, 0);
            var v = FloatVector.broadcast(Lanes.F, x[a]);
            s00 = v.fma(w0, s00);
            s01 = v.fma(w1, s01);
            s02 = v.fma(w2, s02);
            s03 = v.fma(w3, s03);
            v = FloatVector.broadcast(Lanes.F, x[a + 1]);
            s10 = v.fma(w0, s10);
            s11 = v.fma(w1, s11);
            s12 = v.fma(w2, s12);
            s13 = v.fma(w3, s13);
            a += 2;
            bo += 4 * L;
        }
        s00.intoArray(x, sums);
        s01.intoArray(x, sums + L);
        s02.intoArray(x, sums + 2 * L);
        s03.intoArray(x, sums + 3 * L);
        s10.intoArray(x, sums + 4 * L);
        s11.intoArray(x, sums + 5 * L);
        s12.intoArray(x, sums + 6 * L);
        s13.intoArray(x, sums + 7 * L);
    }

    /** Four rows by half a panel. */
    static void rows4(int depth, byte[] b, int bo, float[] x, int a, int sums) {
        var s00 = FloatVector.fromArray(Lanes.F, x, sums);
        var s01 = FloatVector.fromArray(Lanes.F, x, sums + L);
        var s10 = FloatVector.fromArray(Lanes.F, x, sums + 4 * L);
        var s11 = FloatVector.fromArray(Lanes.F, x, sums + 5 * L);
        var s20 = FloatVector.fromArray(Lanes.F, x, sums + 8 * L);
        var s21 = FloatVector.fromArray(Lanes.F, x, sums + 9 * L);
        var s30 = FloatVector.fromArray(Lanes.F, x, sums + 12 * L);
        var s31 = FloatVector.fromArray(Lanes.F, x, sums + 13 * L);
        for (int k = 0; k < depth; k++) {
            var w0 = (FloatVector) ByteVector.fromArray(B, b, bo).castShape(Lanes.F, 0);
            var w1 = (FloatVector) ByteVector.fromArray(B, b, bo + L).castShape(Lanes.F, 0);
            var v = FloatVector.broadcast(Lanes.F, x[a]);
            s00 = v.fma(w0, s00);
            s01 = v.fma(w1, s01);
            v = FloatVector.broadcast(Lanes.F, x[a + 1]);
            s10 = v.fma(w0, s10);
            s11 = v.fma(w1, s11);
            v = FloatVector.broadcast(Lanes.F, x[a + 2]);
            s20 = v.fma(w0, s20);
            s21 = v.fma(w1, s21);
            v = FloatVector.broadcast(Lanes.F, x[a + 3]);
            s30 = v.fma(w0, s30);
            s31 = v.fma(w1, s31);
            a += 4;
            bo += 4 * L;
        }
        s00.intoArray(x, sums);
        s01.intoArray(x, sums + L);
        s10.intoArray(x, sums + 4 * L);
        s11.intoArray(x, sums + 5 * L);
        s20.intoArray(x, sums + 8 * L);
        s21.intoArray(x, sums + 9 * L);
        s30.intoArray(x, sums + 12 * L);
        s31.intoArray(x, sums + 13 * L);
    }

    /** A panel of sums of a row starts from what the offsets make of the sum of its entries. */
    static void start(float total, float[] offsets, int at, float[] x, int sums) {
        for (int i = 0; i < ByteMatrix.WIDTH; i += L) {
            FloatVector.fromArray(Lanes.F, offsets, at + i).mul(total).intoArray(x, sums + i);
        }
    }

    /** Adds a panel of sums of a row, in their scales, to a row of C in scratch. */
    static void finish(float[] scales, int at, float[] x, int sums, int c) {
        for (int i = 0; i < ByteMatrix.WIDTH; i += L) {
            FloatVector.fromArray(Lanes.F, x, sums + i)
                    .fma(FloatVector.fromArray(Lanes.F, scales, at + i), FloatVector.fromArray(Lanes.F, x, c + i))
                    .intoArray(x, c + i);
        }
    }
}
