package dev.lanewise.op;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.SparseGemm;
import dev.lanewise.kernel.SparseMatrix;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A product of floats {@code [rows][depth] x [depth][columns]} whose right-hand matrix is a constant with many zeros.
 *
 * @param byColumn whether the matrix is stored as {@code [columns][depth]}
 */
public record SparseProduct(int rows, int depth, int columns, boolean byColumn) {

    private record Key(int depth, int columns, boolean byColumn, Object weights) {}

    /** Multiply-adds that are worth handing to another thread. */
    private static final long GRAIN = 1 << 17;

    /** Inputs of a convolution and of a matrix product alike. */
    private static final int WEIGHTS = 1;

    private static final int BIAS = 2;
    private static final int RESIDUAL = 3;

    /**
     * A step that leaves out the zeros of constant input 1 and applies it to input 0, with a bias as input 2 and a
     * residual as input 3; null where the dense kernels are faster.
     */
    public @Nullable Step step(Binder on, Epilogue epilogue) {
        return step(on, epilogue, Tensor.class, Tensor::floats);
    }

    /**
     * The same where the matrix is not the constant itself but what {@code floats} makes of it.
     *
     * @param key tells it from other matrices that are made of the same constant
     */
    public @Nullable Step step(Binder on, Epilogue epilogue, Object key, Function<Tensor, float[]> floats) {
        if (rows == 0) {
            return null;
        }
        Optional<SparseMatrix> sparse =
                on.prepared(WEIGHTS, new Key(depth, columns, byColumn, key), weights -> sparse(floats.apply(weights)));
        return sparse.filter(matrix -> SparseGemm.pays(rows, depth, columns, depth * columns - matrix.count()))
                .map(matrix -> multiply(on, matrix, epilogue))
                .orElse(null);
    }

    /** The matrix without its zeros where that pays for some number of rows. */
    private Optional<SparseMatrix> sparse(float[] b) {
        return SparseMatrix.mayPay(b) && SparseGemm.pays(SparseGemm.ROWS, depth, columns, SparseMatrix.zeros(b))
                ? Optional.of(SparseMatrix.of(b, byColumn ? 1 : columns, byColumn ? depth : 1, depth, columns))
                : Optional.empty();
    }

    private Step multiply(Binder on, SparseMatrix matrix, Epilogue epilogue) {
        Operand x = on.input(0);
        Operand y = on.output();
        boolean hasBias = on.has(BIAS);
        boolean hasResidual = on.has(RESIDUAL);
        Operand bias = hasBias ? on.input(BIAS) : x;
        Operand residual = hasResidual ? on.input(RESIDUAL) : x;
        int scratchLength = SparseGemm.scratchLength(matrix);
        Operand scratch = on.workspace(ElementType.FLOAT, (long) scratchLength * on.threads());
        long work = (long) (matrix.count() + depth + columns) * SparseGemm.ROWS;
        int tiles = Math.ceilDiv(rows, SparseGemm.ROWS);
        return on.parallel(
                tiles,
                (int) Math.max(1, GRAIN / work),
                (frame, worker, from, to) -> SparseGemm.run(
                        from * SparseGemm.ROWS,
                        Math.min(rows, to * SparseGemm.ROWS),
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
