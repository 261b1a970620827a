package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.BinaryKernels;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;

/**
 * Running sums, or products, along the axis that input 1 gives. ONNX CumSum, CumProd.
 *
 * @param product whether products rather than sums
 * @param exclusive whether an element itself is left out
 * @param reverse whether from the end
 */
public record CumSum(boolean product, boolean exclusive, boolean reverse) implements KernelOperator, ComputesWide {

    @Override
    public String name() {
        return product ? "CumProd" : "CumSum";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireIndices(in, 1);
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand axis = on.input(1);
        Operand y = on.output();
        BinaryFunction f = product ? BinaryFunction.MUL : BinaryFunction.ADD;
        Object start = switch (y.type()) {
            case FLOAT -> new float[] {product ? 1 : 0};
            case DOUBLE -> new double[] {product ? 1 : 0};
            case INT32 -> new int[] {product ? 1 : 0};
            case INT64, UINT64 -> new long[] {product ? 1 : 0};
            default -> throw on.error("has no kernel for " + y.type());
        };
        return frame -> {
            long given =
                    axis.array(frame) instanceof int[] ints ? ints[axis.offset()] : axis.longs(frame)[axis.offset()];
            if (given < -x.rank() || given >= x.rank()) {
                throw on.error("axis " + given + " is outside the " + x.rank() + " dimensions");
            }
            int at = (int) (given < 0 ? given + x.rank() : given);
            int extent = x.dim(at);
            int inner = x.product(at + 1, x.rank());
            for (int outer = 0; outer < x.product(0, at); outer++) {
                for (int i = 0; i < extent; i++) {
                    int place = reverse ? extent - 1 - i : i;
                    int previous = reverse ? place + 1 : place - 1;
                    int row = (outer * extent + place) * inner;
                    int rowBefore = (outer * extent + previous) * inner;
                    int added = exclusive ? rowBefore : row;
                    if (i == 0) {
                        if (exclusive) {
                            StridedCopy.fill(start, 0, y.array(frame), y.offset() + row, inner);
                        } else {
                            System.arraycopy(x.array(frame), x.offset() + row, y.array(frame), y.offset() + row, inner);
                        }
                    } else {
                        combine(f, frame, y, rowBefore, x, added, row, inner);
                    }
                }
            }
        };
    }

    private static void combine(
            BinaryFunction f, Frame frame, Operand y, int before, Operand x, int added, int row, int n) {
        int yo = y.offset();
        int xo = x.offset();
        switch (y.array(frame)) {
            case float[] a -> BinaryKernels.apply(f, a, yo + before, 1, x.floats(frame), xo + added, 1, a, yo + row, n);
            case double[] a ->
                BinaryKernels.apply(f, a, yo + before, 1, x.doubles(frame), xo + added, 1, a, yo + row, n);
            case int[] a -> BinaryKernels.apply(f, a, yo + before, 1, x.ints(frame), xo + added, 1, a, yo + row, n);
            case long[] a -> BinaryKernels.apply(f, a, yo + before, 1, x.longs(frame), xo + added, 1, a, yo + row, n);
            default -> throw new IllegalStateException(y.type().name());
        }
    }
}
