package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.OptionalType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.UnknownType;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.OptionalValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How operators read sequences and positions in them. */
final class Sequences {

    private Sequences() {}

    /** Type of the values in input {@code index}, a sequence. */
    static ValueType element(Inference in, int index) {
        return switch (in.value(index)) {
            case SequenceType(var element) -> element;
            case OptionalType(SequenceType(var element)) -> element;
            case UnknownType unknown -> unknown;
            case ValueType other -> throw in.error("input " + index + " is " + other + ", expected a sequence");
        };
    }

    /** The values of a sequence. */
    static List<Value> values(Evaluation on, @Nullable Value value) {
        return switch (value) {
            case SequenceValue(var values) -> values;
            case OptionalValue(var inner) when inner.isPresent() -> values(on, inner.get());
            case null, default -> throw on.error("found " + value + ", expected a sequence");
        };
    }

    /** The integer in {@code value}, counted from {@code size} when negative; it must lie in [0, {@code most}]. */
    static int position(Evaluation on, Value value, int size, int most) {
        long[] position = integers(on, Slabs.tensor(on, value));
        if (position.length != 1 || position[0] < -size || position[0] > most) {
            throw on.error("position " + Arrays.toString(position) + " is outside [" + -size + ", " + most + "]");
        }
        return (int) (position[0] < 0 ? position[0] + size : position[0]);
    }

    /** The elements of an INT32 or INT64 tensor. */
    static long[] integers(Evaluation on, Tensor tensor) {
        return switch (tensor.type()) {
            case INT64 -> tensor.longs();
            case INT32 -> Arrays.stream(tensor.ints()).asLongStream().toArray();
            default -> throw on.error("found " + tensor + ", expected INT32 or INT64");
        };
    }
}
