package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code (x - mean(x)) / sqrt(mean((x - mean(x))²) + epsilon)} along the last axis becomes one operator. */
final class RecogniseLayerNormalization implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.DIV) {
                changed |= recognise(graph, node);
            }
        }
        return changed;
    }

    private static boolean recognise(Graph graph, Node division) {
        Edge centred = division.requireInput(0);
        Edge x = minuendOfCentring(centred);
        Node root = division.requireInput(1).producer();
        if (x == null || root == null || !(root.op() instanceof Unary(UnaryFunction f, float a, float b))) {
            return false;
        }
        Node sum = root.requireInput(0).producer();
        if (f != UnaryFunction.SQRT || sum == null || !isBinary(sum, BinaryFunction.ADD)) {
            return false;
        }
        for (int i = 0; i < 2; i++) {
            double epsilon = Fusion.scalar(sum.requireInput(i));
            Edge squares = epsilon > 0 ? meanOf(sum.requireInput(1 - i)) : null;
            if (squares != null
                    && isSquareOf(squares, centred)
                    && x.tensorType().element() == ElementType.FLOAT) {
                graph.substitute(division, new RowNormalization(true, -1, (float) epsilon), List.of(x));
                return true;
            }
        }
        return false;
    }

    /** x of {@code x - mean(x)}. */
    private static @Nullable Edge minuendOfCentring(Edge edge) {
        Node node = edge.producer();
        if (node == null || !isBinary(node, BinaryFunction.SUB)) {
            return null;
        }
        Edge x = node.requireInput(0);
        return meanOf(node.requireInput(1)) == x ? x : null;
    }

    /** What the edge is the mean of, along the last axis. */
    private static @Nullable Edge meanOf(Edge edge) {
        Node node = edge.producer();
        if (node == null || !(node.op() instanceof Reduce(ReduceFunction f, Ints axes, boolean keepDims))) {
            return null;
        }
        Edge x = node.requireInput(0);
        boolean last = axes.size() == 1
                && (axes.get(0) == -1
                        || x.shape().isRanked() && axes.get(0) == x.shape().rank() - 1);
        return f == ReduceFunction.MEAN && keepDims && last ? x : null;
    }

    private static boolean isSquareOf(Edge square, Edge x) {
        Node node = square.producer();
        if (node == null || node.input(0) != x) {
            return false;
        }
        return switch (node.op()) {
            case Unary(UnaryFunction f, float a, float b) -> f == UnaryFunction.SQUARE;
            case Binary(BinaryFunction f) ->
                f == BinaryFunction.MUL && node.input(1) == x
                        || f == BinaryFunction.POW && Fusion.scalar(node.requireInput(1)) == 2;
            default -> false;
        };
    }

    private static boolean isBinary(Node node, BinaryFunction function) {
        return node.op() instanceof Binary(BinaryFunction f) && f == function;
    }
}
