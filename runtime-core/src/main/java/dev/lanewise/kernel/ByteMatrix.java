package dev.lanewise.kernel;

/**
 * The right-hand matrix {@code B[depth][columns]} of a product with few rows, a byte an entry: {@code
 * [panel][depth][WIDTH]}, the last panel padded with zeros. A block of rows has its own offset and scale for each
 * column: an entry v stands for {@code (v + offset) * scale}. Immutable.
 */
public final class ByteMatrix {

    /** Columns of a panel: four vectors of floats, enough sums for one row to hide the latency of additions. */
    static final int WIDTH = 4 * Isa.LANES;

    /** Kernels take so many rows of B at once; those of a block are padded with zeros. */
    static final int STEP = 2;

    /** Bytes behind the last panel that a vector of 8 bytes may read. */
    private static final int OVERRUN = 8;

    private static final int SIGN = 128;

    private final int depth;
    private final int columns;
    private final int block;
    private final int blocks;
    final byte[] entries;

    /** {@code [panel][block][2][WIDTH]}: offsets, then scales. */
    final float[] factors;

    private ByteMatrix(int depth, int columns, int block) {
        this.depth = depth;
        this.columns = columns;
        this.block = Math.max(1, Math.min(block, depth));
        blocks = Math.ceilDiv(depth, this.block);
        entries = new byte[Math.addExact(Math.multiplyExact(panels() * WIDTH, paddedDepth()), OVERRUN)];
        factors = new float[panels() * blocks * 2 * WIDTH];
    }

    /**
     * Packs the integers {@code q[k * rowStride + n * columnStride]}.
     *
     * @param signed whether bytes are signed
     */
    public static ByteMatrix of(
            byte[] q, boolean signed, int rowStride, int columnStride, int depth, int columns, WeightScales scales) {
        var matrix = new ByteMatrix(depth, columns, scales.block());
        byte flip = (byte) (signed ? 0 : SIGN);
        for (int panel = 0; panel < matrix.panels(); panel++) {
            int column = panel * WIDTH;
            int width = Math.min(WIDTH, columns - column);
            for (int k = 0; k < depth; k++) {
                int in = k * rowStride + column * columnStride;
                int out = (panel * matrix.paddedDepth() + matrix.padded(k)) * WIDTH;
                for (int i = 0; i < width; i++) {
                    matrix.entries[out + i] = (byte) (q[in + i * columnStride] ^ flip);
                }
            }
            matrix.setFactors(panel, width, scales, signed ? 0 : SIGN);
        }
        return matrix;
    }

    private void setFactors(int panel, int width, WeightScales scales, int shift) {
        for (int b = 0; b < blocks; b++) {
            int out = (panel * blocks + b) * 2 * WIDTH;
            for (int i = 0; i < width; i++) {
                int at = scales.index(b, panel * WIDTH + i);
                factors[out + i] = shift - scales.zeros()[at];
                factors[out + WIDTH + i] = scales.scales()[at];
            }
        }
    }

    public int depth() {
        return depth;
    }

    public int columns() {
        return columns;
    }

    public int panels() {
        return Math.ceilDiv(columns, WIDTH);
    }

    /** Rows that share offsets and scales; the last block may have fewer. */
    int block() {
        return block;
    }

    int blocks() {
        return blocks;
    }

    /** Rows of a block that begins at a row, padding counted. */
    int paddedBlock(int k) {
        return Math.ceilDiv(Math.min(block, depth - k), STEP) * STEP;
    }

    /** Rows of a panel, padding counted. */
    int paddedDepth() {
        return padded(depth / block * block) + Math.ceilDiv(depth % block, STEP) * STEP;
    }

    private int padded(int k) {
        return k / block * Math.ceilDiv(block, STEP) * STEP + k % block;
    }
}
