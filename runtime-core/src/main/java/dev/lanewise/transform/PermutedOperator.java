package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Classify;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Split;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What an operator becomes when its inputs come with permuted axes.
 *
 * @param op the operator for them
 * @param all whether every input is permuted, not the first alone
 * @param replacements other inputs that change, by index
 * @param outputPermutation the permutation that gives the original output
 */
record PermutedOperator(Operator op, boolean all, Map<Integer, Edge> replacements, Ints outputPermutation) {

    /** Whether input {@code index} is one whose axes are permuted. */
    boolean moves(int index) {
        return all || index == 0;
    }

    /**
     * The operator for inputs x′ of which the node's inputs are the permutation, axis i being axis {@code p[i]} of x′;
     * null when there is none.
     */
    static @Nullable PermutedOperator of(Graph graph, Node node, Ints p) {
        Edge first = node.input(0);
        if (first == null || !node.output().shape().isRanked()) {
            return null;
        }
        boolean fullRank = first.shape().hasRank(p.size());
        return switch (node.op()) {
            case Binary op when node.output().shape().hasRank(p.size()) -> everywhere(op, p);
            case Compare op when node.output().shape().hasRank(p.size()) -> everywhere(op, p);
            case Where op when node.output().shape().hasRank(p.size()) -> everywhere(op, p);
            case Operator op when !fullRank -> null;
            case Unary op -> atFirst(op, p);
            case Cast op -> atFirst(op, p);
            case Classify op -> atFirst(op, p);
            case Concat(int axis) -> everywhere(new Concat(move(axis, p)), p);
            case Split(int axis) -> atFirst(new Split(move(axis, p)), p);
            case Softmax(int axis, boolean toEnd, boolean logarithm)
            when !toEnd -> atFirst(new Softmax(move(axis, p), false, logarithm), p);
            case Quantize op when op.block() == 0 -> atFirst(op.along(move(op.axis(), p)), p);
            case Dequantize(int axis, int block) when block == 0 -> atFirst(new Dequantize(move(axis, p), 0), p);
            case Reduce(var f, Ints axes, boolean keepDims) -> reduce(f, axes, keepDims, p);
            case Pad op -> pad(graph, node, op, p);
            case Slice op -> slice(graph, node, op, p);
            default -> null;
        };
    }

    private static PermutedOperator everywhere(Operator op, Ints p) {
        return new PermutedOperator(op, true, Map.of(), p);
    }

    private static PermutedOperator atFirst(Operator op, Ints p) {
        return new PermutedOperator(op, false, Map.of(), p);
    }

    private static int move(int axis, Ints p) {
        return p.get(axis < 0 ? axis + p.size() : axis);
    }

    private static PermutedOperator reduce(dev.lanewise.kernel.ReduceFunction f, Ints axes, boolean keepDims, Ints p) {
        Ints moved = Ints.of(axes.stream().map(axis -> move(axis, p)).toArray());
        var op = new Reduce(f, moved, keepDims);
        if (keepDims) {
            return atFirst(op, p);
        }
        int[] left =
                IntStream.range(0, p.size()).filter(i -> !moved.contains(i)).toArray();
        Ints places = Ints.of(left);
        int[] outputs =
                p.stream().filter(i -> !moved.contains(i)).map(places::indexOf).toArray();
        return new PermutedOperator(op, false, Map.of(), Ints.of(outputs));
    }

    /** Pads, begins then ends, in the order of the axes of x′. */
    private static @Nullable PermutedOperator pad(Graph graph, Node node, Pad op, Ints p) {
        Edge pads = node.requireInput(1);
        if (!pads.isConstant() || node.input(3) != null) {
            return null;
        }
        long[] given = longs(pads.requireConstant());
        int rank = p.size();
        if (given.length != 2 * rank) {
            return null;
        }
        var moved = new long[2 * rank];
        for (int i = 0; i < rank; i++) {
            moved[p.get(i)] = given[i];
            moved[rank + p.get(i)] = given[rank + i];
        }
        Edge replacement = graph.constant(pads.name() + ".last", Tensor.of(moved, moved.length));
        return new PermutedOperator(op, false, Map.of(1, replacement), p);
    }

    private static @Nullable PermutedOperator slice(Graph graph, Node node, Slice op, Ints p) {
        Edge axes = node.input(3);
        if (axes == null || !axes.isConstant()) {
            return null;
        }
        long[] moved = longs(axes.requireConstant());
        for (int i = 0; i < moved.length; i++) {
            moved[i] = move(Math.toIntExact(moved[i]), p);
        }
        Edge replacement = graph.constant(axes.name() + ".last", Tensor.of(moved, moved.length));
        return new PermutedOperator(op, false, Map.of(3, replacement), p);
    }

    private static long[] longs(Tensor tensor) {
        return tensor.array() instanceof int[] ints
                ? java.util.Arrays.stream(ints).asLongStream().toArray()
                : tensor.longs().clone();
    }
}
