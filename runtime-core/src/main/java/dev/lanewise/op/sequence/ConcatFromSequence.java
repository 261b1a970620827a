package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tensors of a sequence joined along an axis, a new one where {@code newAxis}. ONNX ConcatFromSequence. */
public record ConcatFromSequence(int axis, boolean newAxis) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (!(Sequences.element(in, 0) instanceof TensorType element)) {
            return List.of(Sequences.element(in, 0));
        }
        Shape shape = element.shape();
        if (!shape.isRanked()) {
            return List.of(element);
        }
        int rank = shape.rank() + (newAxis ? 1 : 0);
        int at = in.axis(axis, rank);
        return List.of(
                element.as(newAxis ? Shape.of(Slabs.with(shape.dims(), at, Shape.ANY)) : shape.with(at, Shape.ANY)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var tensors = Sequences.values(on, inputs.getFirst()).stream()
                .map(value -> Slabs.tensor(on, value))
                .toList();
        if (tensors.isEmpty()) {
            throw on.error("an empty sequence cannot be joined");
        }
        int rank = tensors.getFirst().rank();
        return List.of(
                newAxis
                        ? Slabs.stack(on, tensors, Slabs.axis(on, axis, rank + 1))
                        : Slabs.join(on, tensors, Slabs.axis(on, axis, rank)));
    }
}
