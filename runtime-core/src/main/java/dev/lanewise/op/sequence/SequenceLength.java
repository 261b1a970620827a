package dev.lanewise.op.sequence;

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

/** The number of values in a sequence, one INT64. ONNX SequenceLength. */
public record SequenceLength() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Sequences.element(in, 0);
        return List.of(TensorType.of(ElementType.INT64));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(
                Tensor.scalar((long) Sequences.values(on, inputs.getFirst()).size()));
    }
}
