package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.OptionalType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What an optional value holds; a value that is not optional is passed on. ONNX OptionalGetElement. */
public record OptionalGetElement() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(in.value(0) instanceof OptionalType(var element) ? element : in.value(0));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(
                switch (Objects.requireNonNull(inputs.getFirst())) {
                    case OptionalValue(var value) ->
                        value.orElseThrow(() -> on.error("the optional input holds nothing"));
                    case Value value -> value;
                });
    }
}
