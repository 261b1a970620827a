package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;

/** Repeats a tensor along each axis as often as input 1 says. ONNX Tile-6. */
public record Tile() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        long[] repeats = in.longs(1);
        if (!shape.isRanked() || repeats == null) {
            return List.of(in.tensor(0).as(shape.isRanked() ? Shape.ofRank(shape.rank()) : shape));
        }
        if (repeats.length != shape.rank()) {
            throw in.error("has " + repeats.length + " repeats for shape " + shape);
        }
        var dims = shape.dims();
        for (int i = 0; i < dims.length; i++) {
            if (repeats[i] < 0) {
                throw in.error("repeat " + i + " is " + repeats[i]);
            }
            dims[i] = dims[i] < 0 ? Shape.ANY : Math.multiplyExact(dims[i], repeats[i]);
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    /** Each axis becomes two: the repetitions, along which the source stays, and the axis itself. */
    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        int rank = x.rank();
        int[] dense = StridedCopy.denseStrides(x.dims());
        var dims = new int[2 * rank];
        var strides = new int[2 * rank];
        for (int i = 0; i < rank; i++) {
            dims[2 * i] = y.dim(i) / x.dim(i);
            dims[2 * i + 1] = x.dim(i);
            strides[2 * i + 1] = dense[i];
        }
        return Copies.step(on, Copies.plan(x.type(), dims, strides, 0, StridedCopy.denseStrides(dims), 0), x, y);
    }
}
