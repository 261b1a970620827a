package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/**
 * Tiles of {@link GemmTile} for 16 registers: panels of three vectors, up to 12 sums in registers. C2 spills
 * four rows by three vectors, and six by two through offsets.
 */
final class GemmTiles3Simd {

    private GemmTiles3Simd() {}

    /** Three rows by one panel. */
    static void rows3(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        var c00 = FloatVector.fromArray(Lanes.F, initial, io);
        var c01 = FloatVector.fromArray(Lanes.F, initial, io + Lanes.L);
        var c02 = FloatVector.fromArray(Lanes.F, initial, io + 2 * Lanes.L);
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        var c12 = FloatVector.fromArray(Lanes.F, initial, io + ldi + 2 * Lanes.L);
        var c20 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi);
        var c21 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi + Lanes.L);
        var c22 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi + 2 * Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var b2 = FloatVector.fromArray(Lanes.F, b, bo + 2 * Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 2 * GemmRows.STRIDE]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            bo += 3 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c02.intoArray(c, co + 2 * Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c12.intoArray(c, co + ldc + 2 * Lanes.L);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + Lanes.L);
        c22.intoArray(c, co + 2 * ldc + 2 * Lanes.L);
    }

    /** Two rows by one panel. */
    static void rows2(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        var c00 = FloatVector.fromArray(Lanes.F, initial, io);
        var c01 = FloatVector.fromArray(Lanes.F, initial, io + Lanes.L);
        var c02 = FloatVector.fromArray(Lanes.F, initial, io + 2 * Lanes.L);
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        var c12 = FloatVector.fromArray(Lanes.F, initial, io + ldi + 2 * Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var b2 = FloatVector.fromArray(Lanes.F, b, bo + 2 * Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            bo += 3 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c02.intoArray(c, co + 2 * Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c12.intoArray(c, co + ldc + 2 * Lanes.L);
    }

    /** One row by one panel. */
    static void row1(int depth, float[] a, int ao, float[] b, int bo, float[] initial, int io, float[] c, int co) {
        var c00 = FloatVector.fromArray(Lanes.F, initial, io);
        var c01 = FloatVector.fromArray(Lanes.F, initial, io + Lanes.L);
        var c02 = FloatVector.fromArray(Lanes.F, initial, io + 2 * Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var b2 = FloatVector.fromArray(Lanes.F, b, bo + 2 * Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            bo += 3 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c02.intoArray(c, co + 2 * Lanes.L);
    }

    /** One row by four neighbouring panels. */
    static void row1Panels4(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            int panelStride,
            float[] initial,
            int io,
            float[] c,
            int co) {
        int p1 = bo + panelStride;
        int p2 = bo + 2 * panelStride;
        int p3 = bo + 3 * panelStride;
        var c00 = FloatVector.fromArray(Lanes.F, initial, io);
        var c01 = FloatVector.fromArray(Lanes.F, initial, io + Lanes.L);
        var c02 = FloatVector.fromArray(Lanes.F, initial, io + 2 * Lanes.L);
        var c03 = FloatVector.fromArray(Lanes.F, initial, io + 3 * Lanes.L);
        var c04 = FloatVector.fromArray(Lanes.F, initial, io + 4 * Lanes.L);
        var c05 = FloatVector.fromArray(Lanes.F, initial, io + 5 * Lanes.L);
        var c06 = FloatVector.fromArray(Lanes.F, initial, io + 6 * Lanes.L);
        var c07 = FloatVector.fromArray(Lanes.F, initial, io + 7 * Lanes.L);
        var c08 = FloatVector.fromArray(Lanes.F, initial, io + 8 * Lanes.L);
        var c09 = FloatVector.fromArray(Lanes.F, initial, io + 9 * Lanes.L);
        var c0a = FloatVector.fromArray(Lanes.F, initial, io + 10 * Lanes.L);
        var c0b = FloatVector.fromArray(Lanes.F, initial, io + 11 * Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var b2 = FloatVector.fromArray(Lanes.F, b, bo + 2 * Lanes.L);
            var b3 = FloatVector.fromArray(Lanes.F, b, p1);
            var b4 = FloatVector.fromArray(Lanes.F, b, p1 + Lanes.L);
            var b5 = FloatVector.fromArray(Lanes.F, b, p1 + 2 * Lanes.L);
            var b6 = FloatVector.fromArray(Lanes.F, b, p2);
            var b7 = FloatVector.fromArray(Lanes.F, b, p2 + Lanes.L);
            var b8 = FloatVector.fromArray(Lanes.F, b, p2 + 2 * Lanes.L);
            var b9 = FloatVector.fromArray(Lanes.F, b, p3);
            var ba = FloatVector.fromArray(Lanes.F, b, p3 + Lanes.L);
            var bb = FloatVector.fromArray(Lanes.F, b, p3 + 2 * Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            c04 = x.fma(b4, c04);
            c05 = x.fma(b5, c05);
            c06 = x.fma(b6, c06);
            c07 = x.fma(b7, c07);
            c08 = x.fma(b8, c08);
            c09 = x.fma(b9, c09);
            c0a = x.fma(ba, c0a);
            c0b = x.fma(bb, c0b);
            bo += 3 * Lanes.L;
            p1 += 3 * Lanes.L;
            p2 += 3 * Lanes.L;
            p3 += 3 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c02.intoArray(c, co + 2 * Lanes.L);
        c03.intoArray(c, co + 3 * Lanes.L);
        c04.intoArray(c, co + 4 * Lanes.L);
        c05.intoArray(c, co + 5 * Lanes.L);
        c06.intoArray(c, co + 6 * Lanes.L);
        c07.intoArray(c, co + 7 * Lanes.L);
        c08.intoArray(c, co + 8 * Lanes.L);
        c09.intoArray(c, co + 9 * Lanes.L);
        c0a.intoArray(c, co + 10 * Lanes.L);
        c0b.intoArray(c, co + 11 * Lanes.L);
    }
}
