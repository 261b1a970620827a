package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.ViewOperator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Makes two axes of one: {@code [first, rest]}, or {@code [rest, last]}, whatever the extent of the rest.
 *
 * @param part extent of the first, or last, axis made
 * @param atEnd whether that is the last
 */
public record SplitAxis(int axis, int part, boolean atEnd) implements ViewOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0));
        }
        int at = in.axis(axis, shape.rank());
        long extent = shape.dim(at);
        if (extent >= 0 && extent % part != 0) {
            throw in.error("dimension " + at + " of " + shape + " is no multiple of " + part);
        }
        long rest = extent < 0 ? Shape.ANY : extent / part;
        LongStream made = atEnd ? LongStream.of(rest, part) : LongStream.of(part, rest);
        return List.of(in.tensor(0)
                .as(Shape.of(LongStream.concat(
                                LongStream.concat(shape.stream().limit(at), made),
                                shape.stream().skip(at + 1))
                        .toArray())));
    }
}
