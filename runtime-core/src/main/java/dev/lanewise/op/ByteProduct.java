package dev.lanewise.op;

import dev.lanewise.kernel.ByteGemm;
import dev.lanewise.kernel.ByteMatrix;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.tensor.ElementType;

/** A product of few rows of floats {@code [rows][depth]} with a constant matrix {@code [depth][columns]} of bytes. */
public final class ByteProduct {

    /** Multiply-adds that are worth handing to another thread. */
    private static final long GRAIN = 1 << 17;

    /** Chunks that each thread should find, so that one that is held up does not hold up all. */
    private static final int CHUNKS_PER_THREAD = 4;

    /** Inputs of a convolution and of a matrix product alike. */
    private static final int BIAS = 2;

    private static final int RESIDUAL = 3;

    private ByteProduct() {}

    /**
     * Whether products of so many rows are computed so where the matrix allows it. Not where all machines must give the
     * same bits, for what pays is another thing on each.
     */
    public static boolean pays(Binder on, int rows, int depth, int columns) {
        return !on.strict() && ByteGemm.pays(rows, depth, columns);
    }

    /** A step that applies a matrix to input 0, with a bias as input 2 and a residual as input 3. */
    public static Step step(Binder on, int rows, ByteMatrix matrix, Epilogue epilogue) {
        Operand x = on.input(0);
        Operand y = on.output();
        int depth = matrix.depth();
        int columns = matrix.columns();
        boolean hasBias = on.has(BIAS);
        boolean hasResidual = on.has(RESIDUAL);
        Operand bias = hasBias ? on.input(BIAS) : x;
        Operand residual = hasResidual ? on.input(RESIDUAL) : x;
        int scratchLength = ByteGemm.scratchLength(rows, matrix);
        Operand scratch = on.workspace(ElementType.FLOAT, (long) scratchLength * on.threads());
        int panels = matrix.panels();
        long work = (long) rows * depth * columns / panels;
        int chunk = (int) Math.max(Math.ceilDiv(panels, CHUNKS_PER_THREAD * on.threads()), GRAIN / Math.max(1, work));
        return on.parallel(
                panels,
                chunk,
                (frame, worker, from, to) -> ByteGemm.run(
                        rows,
                        from,
                        to,
                        x.floats(frame),
                        x.offset(),
                        depth,
                        matrix,
                        hasBias ? bias.floats(frame) : Gemm.NONE,
                        hasBias ? bias.offset() : 0,
                        hasResidual ? residual.floats(frame) : Gemm.NONE,
                        hasResidual ? residual.offset() : 0,
                        columns,
                        y.floats(frame),
                        y.offset(),
                        columns,
                        epilogue,
                        scratch.floats(frame),
                        scratch.offset() + worker * scratchLength));
    }
}
