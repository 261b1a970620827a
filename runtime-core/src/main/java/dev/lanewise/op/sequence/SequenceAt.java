package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The value of sequence 0 at position 1, which counts from the end when negative. ONNX SequenceAt. */
public record SequenceAt() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(Sequences.element(in, 0));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        List<Value> values = Sequences.values(on, inputs.getFirst());
        Value position = Objects.requireNonNull(inputs.get(1));
        return List.of(values.get(Sequences.position(on, position, values.size(), values.size() - 1)));
    }
}
