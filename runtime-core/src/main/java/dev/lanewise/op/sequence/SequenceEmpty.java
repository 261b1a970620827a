package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence of no tensors of type {@code element}. ONNX SequenceEmpty. */
public record SequenceEmpty(ElementType element) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(new SequenceType(new TensorType(element, Shape.UNRANKED)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(new SequenceValue(List.of()));
    }
}
