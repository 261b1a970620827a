package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import java.util.ArrayList;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Moves transpositions from channels last to channels first behind the operators that read them, which then work on
 * channels-last data: there they meet the transpositions back, and cancel.
 */
final class SinkTransposes implements Rewrite {

    private final IntFunction<Transpose> moved;

    SinkTransposes() {
        this(Transpose::toChannelsFirst);
    }

    /** Moves the transpositions that {@code moved} gives for a number of dimensions. */
    SinkTransposes(IntFunction<Transpose> moved) {
        this.moved = moved;
    }

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            Ints permutation = incoming(node);
            if (permutation != null && graph.nodes().contains(node)) {
                changed |= sink(graph, node, permutation);
            }
        }
        return changed;
    }

    /** The permutation of the first input whose transposition is one to move; null when there is none. */
    private @Nullable Ints incoming(Node node) {
        for (Edge input : node.inputs()) {
            if (input != null && input.producer() != null && input.producer().op() instanceof Transpose(Ints p)) {
                if (p.size() > 2 && p.equals(moved.apply(p.size()).permutation())) {
                    return p;
                }
            }
        }
        return null;
    }

    private static boolean isTransposed(Edge edge, Ints permutation) {
        return edge.producer() != null && edge.producer().op() instanceof Transpose(Ints p) && p.equals(permutation);
    }

    private static boolean sink(Graph graph, Node node, Ints permutation) {
        var permuted = PermutedOperator.of(graph, node, permutation);
        if (permuted == null || !pays(node, permuted, permutation)) {
            return false;
        }
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        for (int i = 0; i < inputs.size(); i++) {
            Edge input = inputs.get(i);
            if (input != null && permuted.moves(i)) {
                inputs.set(i, channelsLast(graph, input, permutation));
            } else if (input != null) {
                Edge other = permuted.replacements().get(i);
                inputs.set(i, other == null ? input : other);
            }
        }
        var names = node.outputs().stream().map(edge -> edge.name() + ".last").toList();
        Node last = graph.add(node.name(), permuted.op(), inputs, names);
        for (int i = 0; i < node.outputs().size(); i++) {
            Edge old = node.output(i);
            Operator back = new Transpose(permuted.outputPermutation());
            graph.replace(old, graph.add(old.name(), back, last.output(i)));
        }
        graph.remove(node);
        return true;
    }

    /** Whether no more transpositions come in than go: those of constants are computed beforehand. */
    private static boolean pays(Node node, PermutedOperator permuted, Ints permutation) {
        int gone = 0;
        int added = 0;
        for (int i = 0; i < node.inputCount(); i++) {
            Edge input = node.input(i);
            if (input == null || !permuted.moves(i) || input.isConstant()) {
                continue;
            }
            if (!input.shape().isRanked()) {
                return false;
            }
            if (isTransposed(input, permutation)) {
                gone++;
            } else if (input.shape().size() != 1) {
                added++;
            }
        }
        return gone > added;
    }

    private static Edge channelsLast(Graph graph, Edge input, Ints permutation) {
        if (isTransposed(input, permutation)) {
            return java.util.Objects.requireNonNull(input.producer()).requireInput(0);
        }
        int rank = input.shape().rank();
        if (input.shape().size() == 1) {
            return input;
        }
        Edge full = rank == permutation.size()
                ? input
                : graph.add(input.name() + ".full", new Unsqueeze(Ints.range(permutation.size() - rank)), input);
        return graph.add(input.name() + ".last", new Transpose(permutation).inverse(), full);
    }
}
