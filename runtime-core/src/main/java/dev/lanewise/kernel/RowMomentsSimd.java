package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** Vector twin of {@link RowMoments}: a lane is a row, and four vectors take turns. */
final class RowMomentsSimd {

    private static final FloatVector ONE = FloatVector.broadcast(F, 1f);

    private RowMomentsSimd() {}

    /** Carries the moments of {@code rows} rows on over {@code depth} elements, of which {@code from} came before. */
    static void run(float[] room, int ro, int from, int depth, int rows) {
        int row = 0;
        for (; row < rows - L; row += 4 * L) {
            four(room, ro + row, ro + row + 2 * RowMoments.ROWS, from, depth);
        }
        for (; row < rows; row += L) {
            one(room, ro + row, ro + row + 2 * RowMoments.ROWS, from, depth);
        }
    }

    private static void four(float[] room, int ro, int at, int from, int depth) {
        FloatVector m0 = FloatVector.fromArray(F, room, ro);
        FloatVector m1 = FloatVector.fromArray(F, room, ro + L);
        FloatVector m2 = FloatVector.fromArray(F, room, ro + 2 * L);
        FloatVector m3 = FloatVector.fromArray(F, room, ro + 3 * L);
        FloatVector s0 = FloatVector.fromArray(F, room, ro + RowMoments.ROWS);
        FloatVector s1 = FloatVector.fromArray(F, room, ro + RowMoments.ROWS + L);
        FloatVector s2 = FloatVector.fromArray(F, room, ro + RowMoments.ROWS + 2 * L);
        FloatVector s3 = FloatVector.fromArray(F, room, ro + RowMoments.ROWS + 3 * L);
        FloatVector count = FloatVector.broadcast(F, from);
        for (int i = 0; i < depth; i++, at += RowMoments.ROWS) {
            count = count.add(ONE);
            FloatVector v0 = FloatVector.fromArray(F, room, at);
            FloatVector v1 = FloatVector.fromArray(F, room, at + L);
            FloatVector v2 = FloatVector.fromArray(F, room, at + 2 * L);
            FloatVector v3 = FloatVector.fromArray(F, room, at + 3 * L);
            FloatVector d0 = v0.sub(m0);
            FloatVector d1 = v1.sub(m1);
            FloatVector d2 = v2.sub(m2);
            FloatVector d3 = v3.sub(m3);
            m0 = m0.add(d0.div(count));
            m1 = m1.add(d1.div(count));
            m2 = m2.add(d2.div(count));
            m3 = m3.add(d3.div(count));
            s0 = s0.add(d0.mul(v0.sub(m0)));
            s1 = s1.add(d1.mul(v1.sub(m1)));
            s2 = s2.add(d2.mul(v2.sub(m2)));
            s3 = s3.add(d3.mul(v3.sub(m3)));
        }
        m0.intoArray(room, ro);
        m1.intoArray(room, ro + L);
        m2.intoArray(room, ro + 2 * L);
        m3.intoArray(room, ro + 3 * L);
        s0.intoArray(room, ro + RowMoments.ROWS);
        s1.intoArray(room, ro + RowMoments.ROWS + L);
        s2.intoArray(room, ro + RowMoments.ROWS + 2 * L);
        s3.intoArray(room, ro + RowMoments.ROWS + 3 * L);
    }

    private static void one(float[] room, int ro, int at, int from, int depth) {
        FloatVector m0 = FloatVector.fromArray(F, room, ro);
        FloatVector s0 = FloatVector.fromArray(F, room, ro + RowMoments.ROWS);
        FloatVector count = FloatVector.broadcast(F, from);
        for (int i = 0; i < depth; i++, at += RowMoments.ROWS) {
            count = count.add(ONE);
            FloatVector v0 = FloatVector.fromArray(F, room, at);
            FloatVector d0 = v0.sub(m0);
            m0 = m0.add(d0.div(count));
            s0 = s0.add(d0.mul(v0.sub(m0)));
        }
        m0.intoArray(room, ro);
        s0.intoArray(room, ro + RowMoments.ROWS);
    }
}
