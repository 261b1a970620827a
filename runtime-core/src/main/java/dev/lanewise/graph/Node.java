package dev.lanewise.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An operator applied to edges. An input may be absent; so may the interest in an output. */
public final class Node {

    private String name;
    private final Operator op;
    final @Nullable Edge[] inputs;
    private final List<Edge> outputs = new ArrayList<>();

    Node(String name, Operator op, List<? extends @Nullable Edge> inputs) {
        this.name = name;
        this.op = op;
        this.inputs = inputs.toArray(new @Nullable Edge[0]);
    }

    void addOutput(Edge edge) {
        outputs.add(edge);
    }

    /** The name in the source file, or one made up by the reader. */
    public String name() {
        return name;
    }

    public void rename(String newName) {
        name = newName;
    }

    public Operator op() {
        return op;
    }

    public int inputCount() {
        return inputs.length;
    }

    /** Input {@code index}; null where it is absent or beyond the last. */
    public @Nullable Edge input(int index) {
        return index < inputs.length ? inputs[index] : null;
    }

    /** Input {@code index}, which must be there. */
    public Edge requireInput(int index) {
        return Objects.requireNonNull(input(index), () -> "input " + index + " of " + this);
    }

    /** All inputs, null where one is absent; unmodifiable. */
    public List<@Nullable Edge> inputs() {
        return java.util.Collections.unmodifiableList(Arrays.asList(inputs));
    }

    public List<Edge> outputs() {
        return java.util.Collections.unmodifiableList(outputs);
    }

    public Edge output() {
        return outputs.getFirst();
    }

    public Edge output(int index) {
        return outputs.get(index);
    }

    /** For messages: {@code node 'encoder/softmax' (Softmax)}. */
    @Override
    public String toString() {
        return "node '" + name + "' (" + op.name() + ")";
    }
}
