package dev.lanewise.kernel;

/**
 * Left-hand rows of a GEMM, copied to where they lie {@link #STRIDE} floats apart, a number the compiler knows: C2
 * then addresses all rows of a tile through one register. With a register for each row it ran out of them and spilled
 * some to vector registers, in moves that took the ports of the multiply-adds: 19 cycles for 16 of these.
 */
final class GemmRows {

    /** Rows of a block, whole tiles: what the first-level cache holds of them at small depths. */
    private static final int ROWS = 48;

    /** Rows of a last block, at most, so that a tile's worth of rows is no block of its own. */
    private static final int MOST_ROWS = ROWS + 8;

    /** Depth of a block, at most. A panel of it and the rows of a tile are about what the first-level cache holds. */
    static final int DEPTH = 256;

    /** Floats from one row to the next, not a multiple of 4096 bytes; copies may overrun a row by a vector. */
    static final int STRIDE = DEPTH + 16;

    /** Floats of a block. */
    static final int LENGTH = MOST_ROWS * STRIDE;

    /** Rows up to which copies by vectors were faster than the system's. */
    private static final int LONGEST = 128;

    private GemmRows() {}

    /** Rows of the next block where so many are left. */
    static int rows(int left) {
        return left <= MOST_ROWS ? left : ROWS;
    }

    /** Depth of each block where {@code depth} is cut into as few blocks as can be. */
    static int part(int depth) {
        return depth <= DEPTH ? depth : Math.ceilDiv(depth, Math.ceilDiv(depth, DEPTH));
    }

    /**
     * Copies the first {@code length} floats of some rows that lie {@code step} apart. What lies behind them in the
     * copy may be overwritten, up to a vector, so copies that continue a row come in order.
     */
    static void copy(int rows, int length, float[] x, int from, int step, float[] to, int o) {
        boolean overruns = from + (rows - 1) * step + length + Isa.LANES > x.length;
        if (!Twins.simd() || overruns || length > LONGEST) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(x, from + row * step, to, o + row * STRIDE, length);
            }
            return;
        }
        int i = 0;
        for (; i <= length - GemmRowsSimd.FOUR; i += GemmRowsSimd.FOUR) {
            GemmRowsSimd.fourVectors(rows, x, from + i, step, to, o + i);
        }
        for (; i < length; i += Isa.LANES) {
            GemmRowsSimd.oneVector(rows, x, from + i, step, to, o + i);
        }
    }
}
