package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** A matrix of the input's shape with ones on a diagonal, 0 the main one, above it when positive. ONNX EyeLike. */
public record EyeLike(ElementType type, int diagonal) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.requireRank(0, 2, 2);
        if (type == ElementType.STRING || type.entries() != 1) {
            throw in.error("cannot make a diagonal of type " + type);
        }
        return List.of(new TensorType(type, in.shape(0)));
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        int columns = y.dim(1);
        long first = Math.max(0, -(long) diagonal);
        long last = Math.min(y.dim(0), columns - (long) diagonal);
        Object zero = Tensor.zeros(type).array();
        Object one = Numbers.array(type, 1);
        return frame -> {
            Object array = y.array(frame);
            StridedCopy.fill(zero, 0, array, y.offset(), y.size());
            for (long row = first; row < last; row++) {
                System.arraycopy(one, 0, array, (int) (y.offset() + row * columns + row + diagonal), 1);
            }
        };
    }
}
