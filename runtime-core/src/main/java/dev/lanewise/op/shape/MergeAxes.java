package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ViewOperator;
import java.util.List;
import java.util.stream.LongStream;

/** Makes one axis of {@code count} axes from {@code axis} on. */
public record MergeAxes(int axis, int count) implements ViewOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0));
        }
        if (axis < 0 || axis + count > shape.rank()) {
            throw in.error("axes " + axis + " to " + (axis + count - 1) + " are not in shape " + shape);
        }
        return List.of(in.tensor(0)
                .as(Shape.of(LongStream.concat(
                                LongStream.concat(
                                        shape.stream().limit(axis), LongStream.of(shape.product(axis, axis + count))),
                                shape.stream().skip((long) axis + count))
                        .toArray())));
    }
}
