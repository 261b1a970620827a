package dev.lanewise.op.control;

import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.OptionalType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.ValueType.UnknownType;

/** Types of values that come from several places, as the branches of a condition or the rounds of a loop. */
public final class ValueTypes {

    private ValueTypes() {}

    /** The most precise type that fits both. */
    public static ValueType join(ValueType a, ValueType b) {
        if (a.equals(b)) {
            return a;
        }
        return switch (a) {
            case TensorType(var element, var shape)
            when b instanceof TensorType(var other, var otherShape) && element == other ->
                new TensorType(element, join(shape, otherShape));
            case SequenceType(var element)
            when b instanceof SequenceType(var other) -> new SequenceType(join(element, other));
            case OptionalType(var element)
            when b instanceof OptionalType(var other) -> new OptionalType(join(element, other));
            default -> new UnknownType();
        };
    }

    private static Shape join(Shape a, Shape b) {
        if (!a.isRanked() || !b.hasRank(a.rank())) {
            return Shape.UNRANKED;
        }
        var dims = a.dims();
        for (int i = 0; i < dims.length; i++) {
            dims[i] = dims[i] == b.dim(i) ? dims[i] : Shape.ANY;
        }
        return Shape.of(dims);
    }

    /** The type with no extent in it; ranks stay where {@code ranks} says so. */
    public static ValueType relax(ValueType type, boolean ranks) {
        return switch (type) {
            case TensorType(var element, var shape) ->
                new TensorType(element, ranks && shape.isRanked() ? Shape.ofRank(shape.rank()) : Shape.UNRANKED);
            case SequenceType(var element) -> new SequenceType(relax(element, ranks));
            case OptionalType(var element) -> new OptionalType(relax(element, ranks));
            default -> type;
        };
    }

    /** Whether every value of type {@code special} is one of type {@code general}. */
    public static boolean covers(ValueType general, ValueType special) {
        return join(general, special).equals(general);
    }
}
