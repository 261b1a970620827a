package dev.lanewise.graph;

import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value of the graph: an input, a constant, or an output of a node. It knows its consumers; {@link Graph} keeps that
 * knowledge true.
 */
public final class Edge {

    private String name;
    private ValueType type;
    private final @Nullable Node producer;
    private @Nullable Tensor constant;
    final List<Node> consumers = new ArrayList<>();

    Edge(String name, ValueType type, @Nullable Node producer, @Nullable Tensor constant) {
        this.name = name;
        this.type = type;
        this.producer = producer;
        this.constant = constant;
    }

    public String name() {
        return name;
    }

    public void rename(String newName) {
        name = newName;
    }

    public ValueType type() {
        return type;
    }

    /** Replaces the type by one that says more. */
    public void refine(ValueType newType) {
        type = newType;
    }

    /** The type of an edge that carries a tensor. */
    public ValueType.TensorType tensorType() {
        if (type instanceof ValueType.TensorType tensor) {
            return tensor;
        }
        throw new InvalidInputException("'" + name + "' is " + type + ", expected a tensor");
    }

    /** The shape of an edge that carries a tensor; unranked for any other. */
    public Shape shape() {
        return type instanceof ValueType.TensorType(var element, var shape) ? shape : Shape.UNRANKED;
    }

    /** The node whose output this is; null for inputs and constants. */
    public @Nullable Node producer() {
        return producer;
    }

    /** The value of a constant; null for everything else. */
    public @Nullable Tensor constant() {
        return constant;
    }

    public boolean isConstant() {
        return constant != null;
    }

    /** The value of an edge known to be constant. */
    public Tensor requireConstant() {
        return Objects.requireNonNull(constant, name);
    }

    /** Nodes that read this edge, one entry for each input that does. */
    public List<Node> consumers() {
        return Collections.unmodifiableList(consumers);
    }

    @Override
    public String toString() {
        return "%" + name + ": " + type;
    }
}
