package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Number of the input's elements, as INT64. ONNX Size. */
public record SizeOf() implements DynamicOperator {

    @Override
    public String name() {
        return "Size";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(TensorType.of(ElementType.INT64));
    }

    @Override
    public List<Tensor> fold(Inference in) {
        return in.shape(0).isFixed() ? List.of(Tensor.scalar(in.shape(0).size())) : List.of();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor tensor)) {
            throw on.error("its input is no tensor");
        }
        return List.of(Tensor.scalar((long) tensor.size()));
    }
}
