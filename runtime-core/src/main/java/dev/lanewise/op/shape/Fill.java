package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** The one element of {@code value} in the shape that input 0 gives. ONNX ConstantOfShape. */
public record Fill(Tensor value) implements KernelOperator {

    @Override
    public String name() {
        return "ConstantOfShape";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        if (value.size() != 1 || value.type().entries() != 1) {
            throw in.error("the value has " + value.size() + " elements of type " + value.type()
                    + ", expected one real number");
        }
        long[] dims = in.longs(0);
        if (dims == null) {
            Shape shape = in.shape(0);
            boolean known = shape.hasRank(1) && shape.dim(0) >= 0;
            return List.of(new TensorType(value.type(), known ? Shape.ofRank((int) shape.dim(0)) : Shape.UNRANKED));
        }
        for (long dim : dims) {
            if (dim < 0) {
                throw in.error("shape " + java.util.Arrays.toString(dims) + " has a negative dimension");
            }
        }
        return List.of(new TensorType(value.type(), Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        Object element = value.array();
        return frame -> StridedCopy.fill(element, 0, y.array(frame), y.offset(), y.size());
    }
}
