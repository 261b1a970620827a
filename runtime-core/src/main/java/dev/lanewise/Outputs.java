package dev.lanewise;

import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;

/** The values that a run gave, in the model's order. They belong to the caller. */
public final class Outputs {

    private final List<String> names;
    private final List<Value> values;

    Outputs(List<String> names, List<Value> values) {
        this.names = names;
        this.values = values;
    }

    /** Names of the outputs. */
    public List<String> names() {
        return names;
    }

    /** Number of outputs. */
    public int size() {
        return values.size();
    }

    /** The output called {@code name}. */
    public Value value(String name) {
        int index = names.indexOf(name);
        if (index < 0) {
            throw new InvalidInputException("no output is called '" + name + "'; the outputs are " + names);
        }
        return values.get(index);
    }

    /** Output {@code index}, from 0. */
    public Value value(int index) {
        if (index < 0 || index >= values.size()) {
            throw new InvalidInputException("no output " + index + "; the model has " + values.size());
        }
        return values.get(index);
    }

    /** The output called {@code name}, which must be a tensor. */
    public Tensor tensor(String name) {
        return tensor(value(name), name);
    }

    /** Output {@code index}, which must be a tensor. */
    public Tensor tensor(int index) {
        return tensor(value(index), names.get(index));
    }

    private static Tensor tensor(Value value, String name) {
        if (value instanceof Tensor tensor) {
            return tensor;
        }
        throw new InvalidInputException(
                "output '" + name + "' is a " + value.getClass().getSimpleName() + ", not a tensor");
    }
}
