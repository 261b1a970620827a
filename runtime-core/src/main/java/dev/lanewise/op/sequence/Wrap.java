package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.OptionalType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An optional value: input 0, or nothing when there is none, then of type {@code element}. ONNX Optional. */
public record Wrap(ValueType element) implements DynamicOperator {

    @Override
    public String name() {
        return "Optional";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(new OptionalType(in.has(0) ? in.value(0) : element));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(new OptionalValue(Optional.ofNullable(inputs.isEmpty() ? null : inputs.getFirst())));
    }
}
