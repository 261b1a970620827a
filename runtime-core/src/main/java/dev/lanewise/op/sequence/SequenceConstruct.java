package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.control.ValueTypes;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A sequence of all inputs. ONNX SequenceConstruct. */
public record SequenceConstruct() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        ValueType element = in.value(0);
        for (int i = 1; i < in.inputs(); i++) {
            element = ValueTypes.join(element, in.value(i));
        }
        return List.of(new SequenceType(element));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(new SequenceValue(
                inputs.stream().<Value>map(Objects::requireNonNull).toList()));
    }
}
