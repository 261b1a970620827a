package dev.lanewise.op;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a session keeps from one run to the next, by name: the values of variables, tables, and what has been done once.
 * It owns its tensors. Not safe for concurrent use.
 */
public final class State {

    private final Map<String, Value> values = new HashMap<>();

    /** The value kept under {@code name}; null where there is none. */
    public @Nullable Value get(String name) {
        return values.get(name);
    }

    /** Keeps {@code value}, which becomes this state's own. */
    public void put(String name, Value value) {
        values.put(name, value);
    }

    /** Forgets everything. */
    public void clear() {
        values.clear();
    }

    /** The same values, in tensors of their own. */
    public State copy() {
        var copy = new State();
        values.forEach((name, value) -> copy.put(name, value instanceof Tensor tensor ? Tensor.of(tensor) : value));
        return copy;
    }
}
