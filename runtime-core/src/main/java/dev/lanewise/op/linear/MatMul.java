package dev.lanewise.op.linear;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Broadcast;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.MatrixProduct;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.op.Tiling;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Products of matrices along the last two axes, the others broadcast as NumPy does; an input of one dimension is a row on
 * the left, a column on the right. Inputs: A, B, and optionally a bias of one value a column and a residual of the
 * output's shape, added before the epilogue's activation. ONNX MatMul-13.
 */
public record MatMul(boolean transposeA, boolean transposeB, Epilogue epilogue)
        implements KernelOperator, ComputesWide {

    /** Multiply-adds that are worth handing to another thread. */
    private static final long GRAIN = 1 << 17;

    public MatMul() {
        this(false, false, Epilogue.NONE);
    }

    public MatMul(boolean transposeA, boolean transposeB) {
        this(transposeA, transposeB, Epilogue.NONE);
    }

    /** The same product with another epilogue. */
    public MatMul with(Epilogue other) {
        return new MatMul(transposeA, transposeB, other);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape a = in.shape(0);
        Shape b = in.shape(1);
        if (in.type(0) != in.type(1)) {
            throw in.error("inputs have types " + in.type(0) + " and " + in.type(1) + ", expected the same");
        }
        if (!a.isRanked() || !b.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        if (a.rank() == 0 || b.rank() == 0) {
            throw in.error("inputs have shapes " + a + " and " + b + ", expected one dimension or more");
        }
        boolean row = a.rank() == 1;
        boolean column = b.rank() == 1;
        long rows = row ? 1 : a.dim(transposeA ? -1 : -2);
        long depthA = row ? a.dim(0) : a.dim(transposeA ? -2 : -1);
        long depthB = column ? b.dim(0) : b.dim(transposeB ? -1 : -2);
        long columns = column ? 1 : b.dim(transposeB ? -2 : -1);
        if (depthA >= 0 && depthB >= 0 && depthA != depthB) {
            throw in.error("shapes " + a + " and " + b + " do not multiply: " + depthA + " against " + depthB);
        }
        Shape batch = in.broadcast(
                Shape.of(Arrays.copyOf(a.dims(), Math.max(0, a.rank() - 2))),
                Shape.of(Arrays.copyOf(b.dims(), Math.max(0, b.rank() - 2))));
        long[] dims = Arrays.copyOf(batch.dims(), batch.rank() + (row ? 0 : 1) + (column ? 0 : 1));
        int next = batch.rank();
        if (!row) {
            dims[next++] = rows;
        }
        if (!column) {
            dims[next] = columns;
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand a = on.input(0);
        Operand b = on.input(1);
        Operand y = on.output();
        boolean row = a.rank() == 1;
        boolean column = b.rank() == 1;
        int rows = row ? 1 : a.dim(transposeA ? -1 : -2);
        int depth = row ? a.dim(0) : a.dim(transposeA ? -2 : -1);
        int columns = column ? 1 : b.dim(transposeB ? -2 : -1);
        if (y.size() == 0) {
            return frame -> {};
        }
        int[] batchA = Arrays.copyOf(a.dims(), Math.max(0, a.rank() - 2));
        int[] batchB = Arrays.copyOf(b.dims(), Math.max(0, b.rank() - 2));
        int[] batch = Arrays.copyOf(y.dims(), y.rank() - (row ? 0 : 1) - (column ? 0 : 1));
        boolean transposesA = transposeA && !row && rows > 1 && depth > 1;
        Step before = frame -> {};
        if (transposesA) {
            Operand turned = on.workspace(a.type(), a.size());
            before = turn(on, a, turned);
            a = turned;
        }
        boolean shared = Arrays.stream(batchB).allMatch(d -> d == 1);
        int count = Arrays.stream(batch).reduce(1, Math::multiplyExact);
        boolean wholeA = Arrays.stream(batchA).reduce(1, Math::multiplyExact) == count;
        boolean joined = shared && wholeA;
        var walk = new BatchWalk(
                joined ? 1 : count,
                joined ? rows * count : rows,
                depth,
                columns,
                new Broadcast(append(batch), append(batchA), append(batchB)));
        return before.then(
                y.type() == ElementType.FLOAT ? floats(on, a, b, y, walk, column) : others(on, a, b, y, walk, column));
    }

    /** A last dimension that no operand shares, so that runs are single matrices. */
    private static int[] append(int[] dims) {
        int[] longer = Arrays.copyOf(dims, dims.length + 1);
        longer[dims.length] = 1;
        return longer;
    }

    /** Matrices to be multiplied; {@code broadcast} tells which go together. */
    private record BatchWalk(int count, int rows, int depth, int columns, Broadcast broadcast) {
        int a(int index) {
            return operand(0, index) * rows * depth;
        }

        int b(int index) {
            return operand(1, index);
        }

        private int operand(int which, int index) {
            int length = broadcast.runLength();
            return count == 1 ? 0 : broadcast.offset(which, index / length) + index % length * broadcast.step(which);
        }
    }

    private static Step turn(Binder on, Operand a, Operand turned) {
        int rank = a.rank();
        var permutation = new int[rank];
        Arrays.setAll(permutation, i -> i < rank - 2 ? i : i == rank - 2 ? rank - 1 : rank - 2);
        var copy = StridedCopy.transpose(a.dims(), permutation);
        return on.parallel(
                copy.rows(),
                64,
                (frame, worker, from, to) ->
                        copy.run(a.array(frame), a.offset(), turned.array(frame), turned.offset(), from, to));
    }

    private record PackedKey(boolean transposed, int depth, int columns) {}

    private Step floats(Binder on, Operand a, Operand b, Operand y, BatchWalk walk, boolean column) {
        int depth = walk.depth();
        int columns = walk.columns();
        int panels = Panels.count(columns);
        int packedLength = Panels.packedLength(depth, columns);
        boolean transposed = transposeB && !column;
        Tensor constant = on.constant(1);
        if (constant != null && constant.size() == depth * columns) {
            float[] packed = on.prepared(1, new PackedKey(transposed, depth, columns), weights -> {
                var panelsOfB = new float[packedLength];
                pack(weights.floats(), 0, transposed, depth, columns, panelsOfB, 0, 0, panels);
                return panelsOfB;
            });
            return multiply(on, a, y, walk, new Packed(packed, null, packedLength));
        }
        Operand packed = on.workspace(ElementType.FLOAT, (long) packedLength * (b.size() / (depth * columns)));
        int matrices = b.size() / (depth * columns);
        int grain = (int) Math.max(1, GRAIN / Math.max(1, (long) depth * Panels.WIDTH));
        Step packing = on.parallel(matrices * panels, grain, (frame, worker, from, to) -> {
            for (int i = from; i < to; i++) {
                int matrix = i / panels;
                pack(
                        b.floats(frame),
                        b.offset() + matrix * depth * columns,
                        transposed,
                        depth,
                        columns,
                        packed.floats(frame),
                        packed.offset() + matrix * packedLength,
                        i % panels,
                        i % panels + 1);
            }
        });
        return packing.then(multiply(on, a, y, walk, new Packed(Gemm.NONE, packed, packedLength)));
    }

    private static void pack(
            float[] b, int bo, boolean transposed, int depth, int columns, float[] packed, int po, int from, int to) {
        if (transposed) {
            Panels.packTransposed(b, bo, depth, depth, columns, packed, po, from, to);
        } else {
            Panels.pack(b, bo, columns, depth, columns, packed, po, from, to);
        }
    }

    /** B in panels: made beforehand, or by an earlier step. */
    private record Packed(float[] fixed, @org.jspecify.annotations.Nullable Operand made, int length) {}

    private Step multiply(Binder on, Operand a, Operand y, BatchWalk walk, Packed packed) {
        int rows = walk.rows();
        int columns = walk.columns();
        int depth = walk.depth();
        int panels = Panels.count(columns);
        Operand bias = on.has(2) ? on.input(2) : y;
        Operand residual = on.has(3) ? on.input(3) : y;
        boolean hasBias = on.has(2);
        boolean hasResidual = on.has(3);
        Operand scratch = on.workspace(ElementType.FLOAT, (long) Gemm.scratchLength() * on.threads());
        var tiling = Tiling.of(on.threads(), walk.count(), rows, Gemm.ROWS, panels, (long) depth * Panels.WIDTH, GRAIN);
        return on.parallel(tiling.tasks(), 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int matrix = tiling.matrix(task);
                Operand made = packed.made();
                Gemm.run(
                        tiling.firstRow(task),
                        tiling.endRow(task),
                        tiling.firstPanel(task),
                        tiling.endPanel(task),
                        columns,
                        depth,
                        a.floats(frame),
                        a.offset() + walk.a(matrix),
                        depth,
                        made == null ? packed.fixed() : made.floats(frame),
                        made == null ? 0 : made.offset() + walk.b(matrix) * packed.length(),
                        hasBias ? bias.floats(frame) : Gemm.NONE,
                        hasBias ? bias.offset() : 0,
                        hasResidual ? residual.floats(frame) : Gemm.NONE,
                        hasResidual ? residual.offset() + matrix * rows * columns : 0,
                        columns,
                        y.floats(frame),
                        y.offset() + matrix * rows * columns,
                        columns,
                        epilogue,
                        scratch.floats(frame),
                        scratch.offset() + worker * Gemm.scratchLength());
            }
        });
    }

    private Step others(Binder on, Operand a, Operand b, Operand y, BatchWalk walk, boolean column) {
        if (on.has(2) || on.has(3)) {
            throw on.error("has a bias or residual, for which there is a kernel for FLOAT alone");
        }
        int rows = walk.rows();
        int columns = walk.columns();
        int depth = walk.depth();
        boolean transposed = transposeB && !column;
        int bRow = transposed ? 1 : columns;
        int bColumn = transposed ? depth : 1;
        return on.parallel(walk.count() * rows, 1, (frame, worker, from, to) -> {
            for (int i = from; i < to; i++) {
                int matrix = i / rows;
                MatrixProduct.row(
                        a.array(frame),
                        a.offset() + walk.a(matrix) + i % rows * depth,
                        b.array(frame),
                        b.offset() + walk.b(matrix) * depth * columns,
                        bRow,
                        bColumn,
                        depth,
                        columns,
                        y.array(frame),
                        y.offset() + i * columns);
            }
        });
    }
}
