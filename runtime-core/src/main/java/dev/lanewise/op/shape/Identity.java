package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.ViewOperator;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Its input under another name, of any kind. ONNX Identity. */
public record Identity() implements ViewOperator, DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(in.value(0));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(Objects.requireNonNull(inputs.getFirst()));
    }
}
