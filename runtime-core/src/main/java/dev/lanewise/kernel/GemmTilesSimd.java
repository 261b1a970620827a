package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** Tiles of {@link GemmTile} in panels of two vectors: 16 sums in 32 registers, or 12 in 16. */
final class GemmTilesSimd {

    private GemmTilesSimd() {}

    /** Eight rows by one panel. */
    static void rows8(
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
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        var c20 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi);
        var c21 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi + Lanes.L);
        var c30 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi);
        var c31 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi + Lanes.L);
        var c40 = FloatVector.fromArray(Lanes.F, initial, io + 4 * ldi);
        var c41 = FloatVector.fromArray(Lanes.F, initial, io + 4 * ldi + Lanes.L);
        var c50 = FloatVector.fromArray(Lanes.F, initial, io + 5 * ldi);
        var c51 = FloatVector.fromArray(Lanes.F, initial, io + 5 * ldi + Lanes.L);
        var c60 = FloatVector.fromArray(Lanes.F, initial, io + 6 * ldi);
        var c61 = FloatVector.fromArray(Lanes.F, initial, io + 6 * ldi + Lanes.L);
        var c70 = FloatVector.fromArray(Lanes.F, initial, io + 7 * ldi);
        var c71 = FloatVector.fromArray(Lanes.F, initial, io + 7 * ldi + Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 2 * GemmRows.STRIDE]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 3 * GemmRows.STRIDE]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 4 * GemmRows.STRIDE]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 5 * GemmRows.STRIDE]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 6 * GemmRows.STRIDE]);
            c60 = x.fma(b0, c60);
            c61 = x.fma(b1, c61);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 7 * GemmRows.STRIDE]);
            c70 = x.fma(b0, c70);
            c71 = x.fma(b1, c71);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + Lanes.L);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + Lanes.L);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + Lanes.L);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + Lanes.L);
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + Lanes.L);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + Lanes.L);
    }

    /**
     * Six rows by one panel, in all of 16 registers. C2 loads what a step wants before it multiplies, and spills sums for
     * it; so two stores, to where sums go in the end, hold back the loads behind them. Steps begin at {@code ao}, not at 0,
     * for two instructions less: a step has hardly more than can begin in the time of 12 multiply-adds.
     */
    static void rows6(
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
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        var c20 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi);
        var c21 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi + Lanes.L);
        var c30 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi);
        var c31 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi + Lanes.L);
        var c40 = FloatVector.fromArray(Lanes.F, initial, io + 4 * ldi);
        var c41 = FloatVector.fromArray(Lanes.F, initial, io + 4 * ldi + Lanes.L);
        var c50 = FloatVector.fromArray(Lanes.F, initial, io + 5 * ldi);
        var c51 = FloatVector.fromArray(Lanes.F, initial, io + 5 * ldi + Lanes.L);
        int end = ao + depth;
        for (int k = ao; k < end; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c[co] = 0f;
            x = FloatVector.broadcast(Lanes.F, a[k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(Lanes.F, a[k + 2 * GemmRows.STRIDE]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(Lanes.F, a[k + 3 * GemmRows.STRIDE]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c[co + 1] = 0f;
            x = FloatVector.broadcast(Lanes.F, a[k + 4 * GemmRows.STRIDE]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            x = FloatVector.broadcast(Lanes.F, a[k + 5 * GemmRows.STRIDE]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + Lanes.L);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + Lanes.L);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + Lanes.L);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + Lanes.L);
    }

    /** Eight rows by the first vector of one panel. */
    static void rows8Half(
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
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c20 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi);
        var c30 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi);
        var c40 = FloatVector.fromArray(Lanes.F, initial, io + 4 * ldi);
        var c50 = FloatVector.fromArray(Lanes.F, initial, io + 5 * ldi);
        var c60 = FloatVector.fromArray(Lanes.F, initial, io + 6 * ldi);
        var c70 = FloatVector.fromArray(Lanes.F, initial, io + 7 * ldi);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 2 * GemmRows.STRIDE]);
            c20 = x.fma(b0, c20);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 3 * GemmRows.STRIDE]);
            c30 = x.fma(b0, c30);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 4 * GemmRows.STRIDE]);
            c40 = x.fma(b0, c40);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 5 * GemmRows.STRIDE]);
            c50 = x.fma(b0, c50);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 6 * GemmRows.STRIDE]);
            c60 = x.fma(b0, c60);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 7 * GemmRows.STRIDE]);
            c70 = x.fma(b0, c70);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + ldc);
        c20.intoArray(c, co + 2 * ldc);
        c30.intoArray(c, co + 3 * ldc);
        c40.intoArray(c, co + 4 * ldc);
        c50.intoArray(c, co + 5 * ldc);
        c60.intoArray(c, co + 6 * ldc);
        c70.intoArray(c, co + 7 * ldc);
    }

    /**
     * Eight rows by the first vector and a half of one panel. A multiply-add of half a vector takes half the time of a whole
     * one where the machine begins one of those a cycle.
     */
    static void rows8OneAndHalf(
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
        var c01 = FloatVector.fromArray(Lanes.HALF, initial, io + Lanes.L);
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.HALF, initial, io + ldi + Lanes.L);
        var c20 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi);
        var c21 = FloatVector.fromArray(Lanes.HALF, initial, io + 2 * ldi + Lanes.L);
        var c30 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi);
        var c31 = FloatVector.fromArray(Lanes.HALF, initial, io + 3 * ldi + Lanes.L);
        var c40 = FloatVector.fromArray(Lanes.F, initial, io + 4 * ldi);
        var c41 = FloatVector.fromArray(Lanes.HALF, initial, io + 4 * ldi + Lanes.L);
        var c50 = FloatVector.fromArray(Lanes.F, initial, io + 5 * ldi);
        var c51 = FloatVector.fromArray(Lanes.HALF, initial, io + 5 * ldi + Lanes.L);
        var c60 = FloatVector.fromArray(Lanes.F, initial, io + 6 * ldi);
        var c61 = FloatVector.fromArray(Lanes.HALF, initial, io + 6 * ldi + Lanes.L);
        var c70 = FloatVector.fromArray(Lanes.F, initial, io + 7 * ldi);
        var c71 = FloatVector.fromArray(Lanes.HALF, initial, io + 7 * ldi + Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.HALF, b, bo + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c01);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c11);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 2 * GemmRows.STRIDE]);
            c20 = x.fma(b0, c20);
            c21 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c21);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 3 * GemmRows.STRIDE]);
            c30 = x.fma(b0, c30);
            c31 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c31);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 4 * GemmRows.STRIDE]);
            c40 = x.fma(b0, c40);
            c41 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c41);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 5 * GemmRows.STRIDE]);
            c50 = x.fma(b0, c50);
            c51 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c51);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 6 * GemmRows.STRIDE]);
            c60 = x.fma(b0, c60);
            c61 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c61);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 7 * GemmRows.STRIDE]);
            c70 = x.fma(b0, c70);
            c71 = ((FloatVector) x.reinterpretShape(Lanes.HALF, 0)).fma(b1, c71);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + Lanes.L);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + Lanes.L);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + Lanes.L);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + Lanes.L);
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + Lanes.L);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + Lanes.L);
    }

    /** Four rows by one panel. */
    static void rows4(
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
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        var c20 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi);
        var c21 = FloatVector.fromArray(Lanes.F, initial, io + 2 * ldi + Lanes.L);
        var c30 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi);
        var c31 = FloatVector.fromArray(Lanes.F, initial, io + 3 * ldi + Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 2 * GemmRows.STRIDE]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + 3 * GemmRows.STRIDE]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + Lanes.L);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + Lanes.L);
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
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
    }

    /** One row by one panel. */
    static void row1(int depth, float[] a, int ao, float[] b, int bo, float[] initial, int io, float[] c, int co) {
        var c00 = FloatVector.fromArray(Lanes.F, initial, io);
        var c01 = FloatVector.fromArray(Lanes.F, initial, io + Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            bo += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
    }

    /** Two rows by two neighbouring panels. */
    static void rows2Panels2(
            int depth,
            float[] a,
            int ao,
            float[] b,
            int bo,
            int panelStride,
            float[] initial,
            int io,
            int ldi,
            float[] c,
            int co,
            int ldc) {
        int p1 = bo + panelStride;
        var c00 = FloatVector.fromArray(Lanes.F, initial, io);
        var c01 = FloatVector.fromArray(Lanes.F, initial, io + Lanes.L);
        var c02 = FloatVector.fromArray(Lanes.F, initial, io + 2 * Lanes.L);
        var c03 = FloatVector.fromArray(Lanes.F, initial, io + 3 * Lanes.L);
        var c10 = FloatVector.fromArray(Lanes.F, initial, io + ldi);
        var c11 = FloatVector.fromArray(Lanes.F, initial, io + ldi + Lanes.L);
        var c12 = FloatVector.fromArray(Lanes.F, initial, io + ldi + 2 * Lanes.L);
        var c13 = FloatVector.fromArray(Lanes.F, initial, io + ldi + 3 * Lanes.L);
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var b2 = FloatVector.fromArray(Lanes.F, b, p1);
            var b3 = FloatVector.fromArray(Lanes.F, b, p1 + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(Lanes.F, a[ao + k + GemmRows.STRIDE]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            bo += 2 * Lanes.L;
            p1 += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c02.intoArray(c, co + 2 * Lanes.L);
        c03.intoArray(c, co + 3 * Lanes.L);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + Lanes.L);
        c12.intoArray(c, co + ldc + 2 * Lanes.L);
        c13.intoArray(c, co + ldc + 3 * Lanes.L);
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
        for (int k = 0; k < depth; k++) {
            var b0 = FloatVector.fromArray(Lanes.F, b, bo);
            var b1 = FloatVector.fromArray(Lanes.F, b, bo + Lanes.L);
            var b2 = FloatVector.fromArray(Lanes.F, b, p1);
            var b3 = FloatVector.fromArray(Lanes.F, b, p1 + Lanes.L);
            var b4 = FloatVector.fromArray(Lanes.F, b, p2);
            var b5 = FloatVector.fromArray(Lanes.F, b, p2 + Lanes.L);
            var b6 = FloatVector.fromArray(Lanes.F, b, p3);
            var b7 = FloatVector.fromArray(Lanes.F, b, p3 + Lanes.L);
            var x = FloatVector.broadcast(Lanes.F, a[ao + k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            c04 = x.fma(b4, c04);
            c05 = x.fma(b5, c05);
            c06 = x.fma(b6, c06);
            c07 = x.fma(b7, c07);
            bo += 2 * Lanes.L;
            p1 += 2 * Lanes.L;
            p2 += 2 * Lanes.L;
            p3 += 2 * Lanes.L;
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + Lanes.L);
        c02.intoArray(c, co + 2 * Lanes.L);
        c03.intoArray(c, co + 3 * Lanes.L);
        c04.intoArray(c, co + 4 * Lanes.L);
        c05.intoArray(c, co + 5 * Lanes.L);
        c06.intoArray(c, co + 6 * Lanes.L);
        c07.intoArray(c, co + 7 * Lanes.L);
    }
}
