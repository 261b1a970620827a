package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** One column of {@link SparseGemm} for a tile of rows, in four vectors: enough to hide the latency of additions. */
final class SparseGemmSimd {

    static final int VECTORS = 4;

    private static final int ROWS = VECTORS * Lanes.L;

    private SparseGemmSimd() {}

    /** Entries {@code [from, to)} of the matrix times the tile of A, transposed, at {@code a}. */
    static void column(int from, int to, int[] rows, float[] values, float initial, float[] x, int a, int out) {
        var s0 = FloatVector.broadcast(Lanes.F, initial);
        var s1 = s0;
        var s2 = s0;
        var s3 = s0;
        for (int i = from; i < to; i++) {
            int at = a + rows[i] * ROWS;
            var value = FloatVector.broadcast(Lanes.F, values[i]);
            s0 = FloatVector.fromArray(Lanes.F, x, at).fma(value, s0);
            s1 = FloatVector.fromArray(Lanes.F, x, at + Lanes.L).fma(value, s1);
            s2 = FloatVector.fromArray(Lanes.F, x, at + 2 * Lanes.L).fma(value, s2);
            s3 = FloatVector.fromArray(Lanes.F, x, at + 3 * Lanes.L).fma(value, s3);
        }
        s0.intoArray(x, out);
        s1.intoArray(x, out + Lanes.L);
        s2.intoArray(x, out + 2 * Lanes.L);
        s3.intoArray(x, out + 3 * Lanes.L);
    }
}
