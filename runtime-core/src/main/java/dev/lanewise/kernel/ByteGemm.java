package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * Product of few rows with a matrix of bytes, {@code C[rows][columns] = activation(A[rows][depth] x B[depth][columns] +
 * bias + residual)}: bytes become floats in registers, so that where {@link Gemm} waits for memory this waits for a
 * quarter of it.
 *
 * <p>A block of B's rows gives one chain of fused multiply-adds in order of k, which starts from the column's offset times
 * the sum of A's entries; the chain times the scale is added to the bias, or to what the blocks before have given. The
 * bits depend neither on the vector width nor on how the work is split. Sums of integers are exact below 2²⁴.
 */
public final class ByteGemm {

    /** Most rows for which this is faster than {@link Gemm} where floats come from memory. */
    private static final int FEW = Isa.SIMD ? 8 : 1;

    /** Entries from which on floats do not stay in the second-level cache. */
    private static final int LARGE = 1 << 16;

    /** Rows that are computed together. */
    static final int ROWS = !Isa.SIMD ? 1 : Isa.REGISTERS == 32 ? 4 : 2;

    private static final int WIDTH = ByteMatrix.WIDTH;

    private static final int TILE = ROWS * WIDTH;

    private ByteGemm() {}

    /**
     * Whether this is faster than {@link Gemm}. Measured on one thread with vectors of 512 bits, the times of {@code
     * Gemm} to those of this: 1×4096×4096 3.3, 4×4096×4096 2.8, 8×4096×4096 1.6; 1×1024×4096 3.1; 1×384×1536 1.5 and
     * 8×384×1536 0.8, all of it in cache, where the layers of a model leave none of it.
     */
    public static boolean pays(int rows, int depth, int columns) {
        return rows <= FEW && (long) depth * columns >= LARGE;
    }

    /** Floats of scratch that each thread brings. */
    public static int scratchLength(int rows, ByteMatrix b) {
        return 2 * TILE + Math.ceilDiv(rows, ROWS) * ROWS * length(b);
    }

    /** Floats of a row in scratch: its entries, and their sums block by block. */
    private static int length(ByteMatrix b) {
        return b.paddedDepth() + b.blocks();
    }

    /**
     * Computes panels {@code [p0, p1)} of C. Row m of A begins at {@code ao + m * lda}, that of C at {@code co + m *
     * ldc}, that of the residual at {@code ro + m * ldr}; the bias of column n is {@code bias[biasOffset + n]}. Bias and
     * residual may be {@link Gemm#NONE}; neither they nor A may overlap C.
     */
    public static void run(
            int rows,
            int p0,
            int p1,
            float[] a,
            int ao,
            int lda,
            ByteMatrix b,
            float[] bias,
            int biasOffset,
            float[] residual,
            int ro,
            int ldr,
            float[] c,
            int co,
            int ldc,
            Epilogue epilogue,
            float[] scratch,
            int so) {
        int sums = so + TILE;
        int left = sums + TILE;
        for (int row = 0, at = left; row < rows; row += ROWS) {
            int taken = together(rows - row);
            gather(Math.min(taken, rows - row), taken, a, ao + row * lda, lda, b, scratch, at);
            at += taken * length(b);
        }
        for (int panel = p0; panel < p1; panel++) {
            int column = panel * WIDTH;
            int width = Math.min(WIDTH, b.columns() - column);
            for (int row = 0, at = left; row < rows; row += ROWS) {
                int taken = together(rows - row);
                start(taken, width, bias, biasOffset + column, scratch, so);
                multiply(taken, panel, b, scratch, at, sums, so);
                at += taken * length(b);
                for (int i = 0; i < Math.min(taken, rows - row); i++) {
                    System.arraycopy(scratch, so + i * WIDTH, c, co + (row + i) * ldc + column, width);
                }
            }
        }
        int first = p0 * WIDTH;
        int width = Math.min(b.columns(), p1 * WIDTH) - first;
        GemmFinish.run(rows, first, width, residual, ro + first, ldr, c, co + first, ldc, epilogue);
    }

    /** Rows of the kernel that takes the first of so many rows; more than there are where it is padded. */
    private static int together(int rows) {
        return rows >= ROWS ? ROWS : Integer.highestOneBit(2 * rows - 1);
    }

    /**
     * Copies rows side by side, {@code [depth][together]}, so that one register addresses all, each block behind the sums
     * of its entries.
     */
    private static void gather(
            int rows, int together, float[] a, int ao, int lda, ByteMatrix b, float[] scratch, int so) {
        Arrays.fill(scratch, so, so + together * length(b), 0f);
        for (int row = 0; row < rows; row++) {
            int in = ao + row * lda;
            int out = so + row;
            for (int k = 0; k < b.depth(); k += b.block()) {
                int length = Math.min(b.block(), b.depth() - k);
                scratch[out] = Sums.sum(a, in + k, length);
                spread(a, in + k, scratch, out + together, together, length);
                out += (1 + b.paddedBlock(k)) * together;
            }
        }
    }

    private static void spread(float[] x, int xo, float[] y, int yo, int yStep, int length) {
        if (yStep == 1) {
            System.arraycopy(x, xo, y, yo, length);
            return;
        }
        for (int i = 0; i < length; i++) {
            y[yo + i * yStep] = x[xo + i];
        }
    }

    private static void start(int rows, int width, float[] bias, int biasOffset, float[] scratch, int so) {
        Arrays.fill(scratch, so, so + rows * WIDTH, 0f);
        for (int row = 0; row < rows && bias.length > 0; row++) {
            System.arraycopy(bias, biasOffset, scratch, so + row * WIDTH, width);
        }
    }

    private static void multiply(int rows, int panel, ByteMatrix b, float[] scratch, int a, int sums, int c) {
        int entry = panel * b.paddedDepth() * WIDTH;
        int factor = panel * b.blocks() * 2 * WIDTH;
        for (int k = 0; k < b.depth(); k += b.block()) {
            int depth = b.paddedBlock(k);
            for (int row = 0; row < rows; row++) {
                startSums(scratch[a + row], b, factor, scratch, sums + row * WIDTH);
            }
            tile(rows, depth, b.entries, entry, scratch, a + rows, sums);
            for (int row = 0; row < rows; row++) {
                finishSums(b, factor + WIDTH, scratch, sums + row * WIDTH, c + row * WIDTH);
            }
            entry += depth * WIDTH;
            factor += 2 * WIDTH;
            a += (depth + 1) * rows;
        }
    }

    private static void tile(int rows, int depth, byte[] b, int bo, float[] scratch, int a, int sums) {
        if (!Twins.simd()) {
            ByteGemmScalar.rows(rows, depth, b, bo, scratch, a, sums);
            return;
        }
        switch (rows) {
            case 4 -> {
                ByteGemmSimd.rows4(depth, b, bo, scratch, a, sums);
                ByteGemmSimd.rows4(depth, b, bo + WIDTH / 2, scratch, a, sums + WIDTH / 2);
            }
            case 2 -> ByteGemmSimd.rows2(depth, b, bo, scratch, a, sums);
            default -> ByteGemmSimd.row1(depth, b, bo, scratch, a, sums);
        }
    }

    private static void startSums(float total, ByteMatrix b, int factor, float[] scratch, int sums) {
        if (Twins.simd()) {
            ByteGemmSimd.start(total, b.factors, factor, scratch, sums);
        } else {
            ByteGemmScalar.start(total, b.factors, factor, scratch, sums);
        }
    }

    private static void finishSums(ByteMatrix b, int factor, float[] scratch, int sums, int c) {
        if (Twins.simd()) {
            ByteGemmSimd.finish(b.factors, factor, scratch, sums, c);
        } else {
            ByteGemmScalar.finish(b.factors, factor, scratch, sums, c);
        }
    }
}
