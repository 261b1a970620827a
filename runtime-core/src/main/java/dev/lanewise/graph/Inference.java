package dev.lanewise.graph;

import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an operator may ask about its inputs while it infers the types of its outputs. */
public final class Inference {

    private final String where;
    private final List<? extends @Nullable ValueType> types;
    private final List<? extends @Nullable Tensor> values;
    private final int outputs;
    private final BitSet asked = new BitSet();

    /**
     * @param where the node, for messages
     * @param types types of the inputs, null where one is absent
     * @param values values of the inputs, null where one is not known
     * @param outputs number of outputs wanted
     */
    public Inference(
            String where,
            List<? extends @Nullable ValueType> types,
            List<? extends @Nullable Tensor> values,
            int outputs) {
        this.where = where;
        this.types = types;
        this.values = values;
        this.outputs = outputs;
    }

    /** Number of inputs, absent ones counted. */
    public int inputs() {
        return types.size();
    }

    /** Number of outputs the node has. */
    public int outputs() {
        return outputs;
    }

    /** Whether input {@code index} is there. */
    public boolean has(int index) {
        return index < types.size() && types.get(index) != null;
    }

    /** Type of input {@code index}, which must be there. */
    public ValueType value(int index) {
        ValueType type = index < types.size() ? types.get(index) : null;
        if (type == null) {
            throw error("input " + index + " is missing");
        }
        return type;
    }

    /** Type of input {@code index}, which must be a tensor. */
    public TensorType tensor(int index) {
        return switch (value(index)) {
            case TensorType tensor -> tensor;
            case ValueType other -> throw error("input " + index + " is " + other + ", not a tensor");
        };
    }

    /** Shape of tensor {@code index}. */
    public Shape shape(int index) {
        return tensor(index).shape();
    }

    /** Element type of tensor {@code index}. */
    public ElementType type(int index) {
        return tensor(index).element();
    }

    /** The value of input {@code index} where it is known. Asking is remembered: see {@link #asked}. */
    public @Nullable Tensor known(int index) {
        if (!has(index)) {
            return null;
        }
        asked.set(index);
        return values.get(index);
    }

    /** The value of an integer input as longs where it is known. Asking is remembered. */
    public long @Nullable [] longs(int index) {
        Tensor tensor = known(index);
        if (tensor == null) {
            return null;
        }
        return switch (tensor.array()) {
            case long[] a -> a;
            case int[] a -> java.util.Arrays.stream(a).asLongStream().toArray();
            case short[] a ->
                java.util.stream.IntStream.range(0, a.length)
                        .mapToLong(i -> a[i])
                        .toArray();
            case byte[] a ->
                java.util.stream.IntStream.range(0, a.length)
                        .mapToLong(i -> a[i])
                        .toArray();
            default -> throw error("input " + index + " has type " + tensor.type() + ", expected integers");
        };
    }

    /** Inputs whose values were asked for; what the inferred types depend on beyond the inputs' types. */
    public BitSet asked() {
        return asked;
    }

    /** An axis as a number from 0: {@code axis} counts from the end when negative. */
    public int axis(int axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw error("axis " + axis + " is outside [" + -rank + ", " + (rank - 1) + "]");
        }
        return axis < 0 ? axis + rank : axis;
    }

    /** The shape that broadcasting the inputs' shapes gives, as NumPy does. */
    public Shape broadcast(int... inputs) {
        Shape shape = shape(inputs[0]);
        for (int i = 1; i < inputs.length; i++) {
            shape = broadcast(shape, shape(inputs[i]));
        }
        return shape;
    }

    /** The shape that broadcasting {@code a} with {@code b} gives, as NumPy does. */
    public Shape broadcast(Shape a, Shape b) {
        if (!a.isRanked() || !b.isRanked()) {
            return Shape.UNRANKED;
        }
        int rank = Math.max(a.rank(), b.rank());
        var dims = new long[rank];
        for (int i = 0; i < rank; i++) {
            long x = i < rank - a.rank() ? 1 : a.dim(i - (rank - a.rank()));
            long y = i < rank - b.rank() ? 1 : b.dim(i - (rank - b.rank()));
            if (x >= 0 && y >= 0 && x != y && x != 1 && y != 1) {
                throw error("shapes " + a + " and " + b + " do not broadcast: " + x + " against " + y);
            }
            dims[i] = x == 1 ? y : y == 1 || x == y ? x : x >= 0 ? x : y >= 0 ? y : Shape.ANY;
        }
        return Shape.of(dims);
    }

    /** The same type for output after output, as many as the node has. */
    public List<ValueType> all(ValueType type) {
        var list = new ArrayList<ValueType>();
        for (int i = 0; i < outputs; i++) {
            list.add(type);
        }
        return list;
    }

    /** Fails unless input {@code index} has one of {@code allowed} element types. */
    public void require(int index, ElementType... allowed) {
        if (!List.of(allowed).contains(type(index))) {
            throw error("input " + index + " has type " + type(index) + ", expected " + List.of(allowed));
        }
    }

    /** Fails unless the rank of input {@code index} is unknown or in {@code [min, max]}. */
    public void requireRank(int index, int min, int max) {
        Shape shape = shape(index);
        if (shape.isRanked() && (shape.rank() < min || shape.rank() > max)) {
            throw error("input " + index + " has shape " + shape + ", expected "
                    + (min == max ? min + " dimensions" : min + " to " + max + " dimensions"));
        }
    }

    /** An error that names the node. */
    public LanewiseException error(String message) {
        return new InvalidInputException(where + ": " + message);
    }
}
