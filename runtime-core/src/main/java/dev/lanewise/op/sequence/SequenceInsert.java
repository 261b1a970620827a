package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.control.ValueTypes;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sequence 0 with value 1 put at position 2, or at its end when there is no input 2. ONNX SequenceInsert. */
public record SequenceInsert() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(new SequenceType(ValueTypes.join(Sequences.element(in, 0), in.value(1))));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var values = new ArrayList<>(Sequences.values(on, inputs.getFirst()));
        Value position = inputs.size() > 2 ? inputs.get(2) : null;
        int size = values.size();
        values.add(
                position == null ? size : Sequences.position(on, position, size, size),
                Objects.requireNonNull(inputs.get(1)));
        return List.of(new SequenceValue(values));
    }
}
