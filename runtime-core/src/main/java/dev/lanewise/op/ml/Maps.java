package dev.lanewise.op.ml;

import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** How operators read maps. */
final class Maps {

    private Maps() {}

    /** Element {@code index} of an INT64 or STRING tensor, as a map's key. */
    static Object key(Tensor keys, int index) {
        return keys.array() instanceof String[] texts ? texts[index] : (Object) keys.longs()[index];
    }

    static MapValue map(Evaluation on, @Nullable Value value) {
        if (value instanceof MapValue map) {
            return map;
        }
        throw on.error("found " + value + ", expected a map");
    }

    /** A map's value, which is one number or string. */
    static Tensor single(Evaluation on, Value value) {
        if (value instanceof Tensor tensor && tensor.size() == 1) {
            return tensor;
        }
        throw on.error("a map's value is " + value + ", expected a tensor of one element");
    }
}
