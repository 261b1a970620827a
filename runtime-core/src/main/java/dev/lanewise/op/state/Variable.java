package dev.lanewise.op.state;

import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.State;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that lasts from run to run.
 *
 * @param name under which the {@link State} keeps it
 * @param type of its values; where the shape is open, they may differ in it
 * @param initial the element that fills it at first, a scalar; null for a variable that must be assigned before it is read
 */
public record Variable(
        String name, TensorType type, @Nullable Tensor initial) {

    /** Its value, which stays the state's own. */
    Tensor value(State state) {
        Value value = state.get(name);
        if (value == null) {
            value = first();
            state.put(name, value);
        }
        if (value instanceof Tensor tensor && fits(tensor)) {
            return tensor;
        }
        throw new InvalidInputException("variable '" + name + "' holds " + value + ", expected " + type);
    }

    private Tensor first() {
        if (initial == null) {
            throw new InvalidInputException("variable '" + name + "' is read before a value was assigned to it");
        }
        Tensor first = Tensor.zeros(initial.type(), type.shape().dims());
        switch (first.array()) {
            case byte[] a -> Arrays.fill(a, initial.bytes()[0]);
            case float[] a -> Arrays.fill(a, initial.floats()[0]);
            case short[] a -> Arrays.fill(a, initial.shorts()[0]);
            default -> {}
        }
        return first;
    }

    private boolean fits(Tensor tensor) {
        if (tensor.type() != type.element() || !type.shape().isRanked()) {
            return tensor.type() == type.element();
        }
        boolean fits = tensor.rank() == type.shape().rank();
        for (int i = 0; fits && i < tensor.rank(); i++) {
            fits = type.shape().dim(i) < 0 || type.shape().dim(i) == tensor.dim(i);
        }
        return fits;
    }
}
