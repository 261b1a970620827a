package dev.lanewise.op.control;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.ValueType.UnknownType;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.sequence.Slabs;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** An output of a loop's body, gathered over all iterations. */
final class Stacked {

    private final ValueType element;
    private final List<Tensor> parts = new ArrayList<>();

    private Stacked(ValueType element) {
        this.element = element;
    }

    /** One for each of a body's outputs. */
    static List<Stacked> open(List<Edge> outputs) {
        return outputs.stream().map(output -> new Stacked(output.type())).toList();
    }

    void add(Tensor part) {
        parts.add(part);
    }

    /** All parts along a new axis, the last first when {@code reversed}. */
    Tensor join(Evaluation on, int axis, boolean reversed) {
        if (parts.isEmpty()) {
            return Slabs.stackOfNone(on, element, axis);
        }
        int at = Slabs.axis(on, axis, parts.getFirst().rank() + 1);
        return Slabs.stack(on, reversed ? parts.reversed() : parts, at);
    }

    /** The type of {@code count} values of type {@code element} along a new axis. */
    static ValueType type(ValueType element, int axis, long count) {
        if (!(element instanceof TensorType tensor)) {
            return new UnknownType();
        }
        if (!tensor.shape().isRanked()) {
            return tensor;
        }
        int rank = tensor.shape().rank() + 1;
        int at = axis < 0 ? axis + rank : axis;
        return at < 0 || at >= rank
                ? tensor.as(Shape.UNRANKED)
                : tensor.as(Shape.of(Slabs.with(tensor.shape().dims(), at, count)));
    }
}
