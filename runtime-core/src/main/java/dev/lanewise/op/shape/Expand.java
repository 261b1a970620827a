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

/** Input 0 broadcast with the shape that input 1 gives. ONNX Expand. */
public record Expand() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        long[] wanted = in.longs(1);
        if (wanted == null) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        for (long dim : wanted) {
            if (dim < 0) {
                throw in.error("shape " + java.util.Arrays.toString(wanted) + " has a negative dimension");
            }
        }
        return List.of(in.tensor(0).as(in.broadcast(in.shape(0), Shape.of(wanted))));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        var strides = new int[y.rank()];
        int[] dense = StridedCopy.denseStrides(x.dims());
        int shift = y.rank() - x.rank();
        for (int i = 0; i < x.rank(); i++) {
            strides[i + shift] = x.dim(i) == 1 ? 0 : dense[i];
        }
        return Copies.step(
                on, Copies.plan(x.type(), y.dims(), strides, 0, StridedCopy.denseStrides(y.dims()), 0), x, y);
    }
}
