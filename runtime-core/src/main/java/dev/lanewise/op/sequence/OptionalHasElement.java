package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether there is an input that is not an empty optional value, one BOOL. ONNX OptionalHasElement. */
public record OptionalHasElement() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(TensorType.of(ElementType.BOOL));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        boolean present = switch (inputs.isEmpty() ? null : inputs.getFirst()) {
            case null -> false;
            case OptionalValue(var value) -> value.isPresent();
            case Value value -> true;
        };
        return List.of(Tensor.of(new boolean[] {present}));
    }
}
