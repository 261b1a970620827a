package dev.lanewise.op.sequence;

import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.OptionalType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.ValueType.UnknownType;

/** The most precise type that covers two others. */
public final class CommonType {

    private CommonType() {}

    public static ValueType of(ValueType a, ValueType b) {
        if (a.equals(b)) {
            return a;
        }
        if (a instanceof TensorType(var type, var shape) && b instanceof TensorType(var other, var otherShape)) {
            return type == other ? new TensorType(type, of(shape, otherShape)) : new UnknownType();
        }
        if (a instanceof SequenceType(var element) && b instanceof SequenceType(var other)) {
            return new SequenceType(of(element, other));
        }
        if (a instanceof OptionalType(var element) && b instanceof OptionalType(var other)) {
            return new OptionalType(of(element, other));
        }
        return new UnknownType();
    }

    private static Shape of(Shape a, Shape b) {
        if (!a.isRanked() || !b.isRanked() || a.rank() != b.rank()) {
            return Shape.UNRANKED;
        }
        long[] dims = a.dims();
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != b.dim(i)) {
                dims[i] = Shape.ANY;
            }
        }
        return Shape.of(dims);
    }
}
