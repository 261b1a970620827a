package dev.lanewise.op.state;

import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * A table that is filled once a session: from INT64 to STRING, or from STRING to INT64.
 *
 * @param name under which the {@link dev.lanewise.op.State} keeps it
 */
public record Table(String name, ElementType keys, ElementType values) {

    /** Its entries, which must have been imported. */
    MapValue entries(Evaluation on) {
        if (on.state().get(name) instanceof MapValue entries) {
            return entries;
        }
        throw on.error("table '" + name + "' is used before it was filled");
    }

    /** A tensor of {@code type}, in its array. */
    static Tensor require(Evaluation on, @Nullable Value value, ElementType type, String what) {
        if (value instanceof Tensor tensor && tensor.type() == type) {
            return tensor;
        }
        throw on.error(what + " are " + value + ", expected " + type);
    }

    /** Element {@code index} of integers or strings. */
    static Object element(Tensor tensor, int index) {
        return tensor.array() instanceof long[] longs ? (Object) longs[index] : tensor.strings()[index];
    }
}
