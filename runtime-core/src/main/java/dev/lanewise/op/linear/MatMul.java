package dev.lanewise.op.linear;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.EpilogueOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Products of matrices along the last two axes, the others broadcast as NumPy does; an input of one dimension is a row
 * on the left, a column on the right. Inputs: A, B, and optionally a bias of one value a column and a residual of the
 * output's shape, added before the epilogue's activation. ONNX MatMul-13.
 */
public record MatMul(boolean transposeA, boolean transposeB, Epilogue epilogue)
        implements EpilogueOperator, ComputesWide {

    /** Input that holds the bias. */
    public static final int BIAS = 2;

    /** Input that holds the residual. */
    public static final int RESIDUAL = 3;

    public MatMul() {
        this(false, false, Epilogue.NONE);
    }

    public MatMul(boolean transposeA, boolean transposeB) {
        this(transposeA, transposeB, Epilogue.NONE);
    }

    @Override
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
        if (in.has(BIAS)
                && columns >= 0
                && in.shape(BIAS).isFixed()
                && in.shape(BIAS).size() != columns) {
            throw in.error("the bias has shape " + in.shape(BIAS) + ", expected [" + columns + "]");
        }
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
        if (on.output().size() == 0) {
            return frame -> {};
        }
        Tensor constant = on.constant(1);
        int[] b = constant == null
                ? on.input(1).dims()
                : Arrays.stream(constant.shape()).mapToInt(d -> (int) d).toArray();
        var shapes = MatrixShapes.of(on.input(0).dims(), b, transposeA, transposeB);
        return on.output().type() == ElementType.FLOAT
                ? new FloatMatMul(on, this, shapes).step()
                : SimpleMatMul.step(on, this, shapes);
    }
}
