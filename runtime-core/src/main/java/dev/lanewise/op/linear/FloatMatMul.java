package dev.lanewise.op.linear;

import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.kernel.Transpose;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.SparseProduct;
import dev.lanewise.op.Step;
import dev.lanewise.op.Tiling;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Binds a product of floats to the GEMM kernel over packed panels of the right matrices: packed once a model where they
 * are constant, by each worker for the product at hand where every product has its own, else before all products.
 */
final class FloatMatMul {

    /** Multiply-adds that are worth handing to another thread. */
    private static final long GRAIN = 1 << 17;

    private record Key(boolean transposed, int depth, int columns, Object weights) {}

    private final Binder on;
    private final MatMul op;
    private final MatrixShapes shapes;
    private final int packedLength;
    private final int panels;
    private final Operand a;
    private final Operand y;
    private final Operand bias;
    private final Operand residual;
    private final Operand scratch;
    private final boolean hasBias;
    private final boolean hasResidual;

    FloatMatMul(Binder on, MatMul op, MatrixShapes given) {
        this.on = on;
        this.op = op;
        shapes = given.merged();
        panels = Panels.count(shapes.columns());
        packedLength = Panels.packedLength(shapes.depth(), shapes.columns());
        y = on.output();
        a = shapes.transposeA() ? on.workspace(ElementType.FLOAT, on.input(0).size()) : on.input(0);
        hasBias = on.has(MatMul.BIAS);
        bias = hasBias ? on.input(MatMul.BIAS) : y;
        hasResidual = on.has(MatMul.RESIDUAL);
        residual = hasResidual ? on.input(MatMul.RESIDUAL) : y;
        scratch = on.workspace(ElementType.FLOAT, (long) Gemm.scratchLength() * on.threads());
    }

    Step step() {
        Step product = product();
        return shapes.transposeA() ? transposeLeft(on.input(0)).then(product) : product;
    }

    /**
     * The product where the right matrix is not constant input 1 itself but what {@code floats} makes of it.
     *
     * @param key tells it from other matrices that are made of the same constant
     */
    Step step(Object key, Function<Tensor, float[]> floats) {
        Step sparse = !shapes.transposeA() && shapes.count() == 1
                ? new SparseProduct(shapes.rows(), shapes.depth(), shapes.columns(), shapes.transposeB())
                        .step(on, op.epilogue(), key, floats)
                : null;
        if (sparse != null) {
            return sparse;
        }
        var packedKey = new Key(shapes.transposeB(), shapes.depth(), shapes.columns(), key);
        return multiply(on.prepared(1, packedKey, value -> packAll(floats.apply(value))), null);
    }

    private Step product() {
        if (on.constant(1) != null) {
            return step(Tensor.class, Tensor::floats);
        }
        Operand b = on.input(1);
        if (shapes.rightCount() == shapes.count() && shapes.count() >= on.threads()) {
            return packAndMultiply(b);
        }
        Operand packed = on.workspace(ElementType.FLOAT, (long) packedLength * shapes.rightCount());
        return packInto(b, packed).then(multiply(Gemm.NONE, packed));
    }

    private float[] packAll(float[] matrices) {
        var packed = new float[Math.multiplyExact(packedLength, shapes.rightCount())];
        for (int matrix = 0; matrix < shapes.rightCount(); matrix++) {
            pack(matrices, 0, matrix, packed, matrix * packedLength, 0, panels);
        }
        return packed;
    }

    private void pack(float[] from, int offset, int matrix, float[] packed, int po, int first, int end) {
        int depth = shapes.depth();
        int columns = shapes.columns();
        int at = offset + matrix * depth * columns;
        if (shapes.transposeB()) {
            Panels.packTransposed(from, at, depth, depth, columns, packed, po, first, end);
        } else {
            Panels.pack(from, at, columns, depth, columns, packed, po, first, end);
        }
    }

    private Step packInto(Operand b, Operand packed) {
        int grain = (int) Math.max(1, GRAIN / 8 / Math.max(1, shapes.depth() * Panels.WIDTH));
        return on.parallel(shapes.rightCount() * panels, grain, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int matrix = task / panels;
                int panel = task % panels;
                int po = packed.offset() + matrix * packedLength;
                pack(b.floats(frame), b.offset(), matrix, packed.floats(frame), po, panel, panel + 1);
            }
        });
    }

    private Step packAndMultiply(Operand b) {
        Operand packed = on.workspace(ElementType.FLOAT, (long) packedLength * on.threads());
        long work = (long) shapes.rows() * packedLength;
        int grain = (int) Math.max(1, GRAIN / Math.max(1, work));
        return on.parallel(shapes.count(), grain, (frame, worker, from, to) -> {
            int po = packed.offset() + worker * packedLength;
            for (int product = from; product < to; product++) {
                pack(b.floats(frame), b.offset(), shapes.right()[product], packed.floats(frame), po, 0, panels);
                multiply(frame, worker, product, 0, shapes.rows(), 0, panels, packed.floats(frame), po);
            }
        });
    }

    private Step multiply(float[] fixed, @Nullable Operand made) {
        long work = (long) shapes.depth() * Panels.WIDTH;
        var tiling = Tiling.of(on.threads(), shapes.count(), shapes.rows(), Gemm.ROWS, panels, work, GRAIN);
        return on.parallel(tiling.tasks(), 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int product = tiling.matrix(task);
                int po = shapes.right()[product] * packedLength;
                multiply(
                        frame,
                        worker,
                        product,
                        tiling.firstRow(task),
                        tiling.endRow(task),
                        tiling.firstPanel(task),
                        tiling.endPanel(task),
                        made == null ? fixed : made.floats(frame),
                        made == null ? po : made.offset() + po);
            }
        });
    }

    private void multiply(
            Frame frame, int worker, int product, int m0, int m1, int p0, int p1, float[] packed, int po) {
        int columns = shapes.columns();
        int depth = shapes.depth();
        int out = product * shapes.rows() * columns;
        Gemm.run(
                m0,
                m1,
                p0,
                p1,
                columns,
                depth,
                a.floats(frame),
                a.offset() + shapes.left()[product] * shapes.rows() * depth,
                depth,
                packed,
                po,
                hasBias ? bias.floats(frame) : Gemm.NONE,
                hasBias ? bias.offset() : 0,
                hasResidual ? residual.floats(frame) : Gemm.NONE,
                hasResidual ? residual.offset() + out : 0,
                columns,
                y.floats(frame),
                y.offset() + out,
                columns,
                op.epilogue(),
                scratch.floats(frame),
                scratch.offset() + worker * Gemm.scratchLength());
    }

    private Step transposeLeft(Operand stored) {
        int rows = shapes.rows();
        int depth = shapes.depth();
        return on.parallel(shapes.leftCount(), 1, (frame, worker, from, to) -> {
            for (int matrix = from; matrix < to; matrix++) {
                int at = matrix * rows * depth;
                Transpose.run(
                        stored.floats(frame),
                        stored.offset() + at,
                        rows,
                        a.floats(frame),
                        a.offset() + at,
                        depth,
                        depth,
                        rows);
            }
        });
    }
}
