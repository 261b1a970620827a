package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sequence 0 without the value at position 1, or without its last when there is no input 1. ONNX SequenceErase. */
public record SequenceErase() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(new SequenceType(Sequences.element(in, 0)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var values = new ArrayList<>(Sequences.values(on, inputs.getFirst()));
        int last = values.size() - 1;
        Value position = inputs.size() > 1 ? inputs.get(1) : null;
        if (last < 0) {
            throw on.error("nothing can be erased from an empty sequence");
        }
        values.remove(position == null ? last : Sequences.position(on, position, values.size(), last));
        return List.of(new SequenceValue(values));
    }
}
