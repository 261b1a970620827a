package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import java.util.ArrayList;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Has operators that only move elements work on integers, not on the real numbers that these stand for: Dequantize goes
 * behind them, Quantize before them, so that both lie next to what computes.
 */
final class MoveIntegers implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (graph.nodes().contains(node)) {
                changed |= isMove(node.op()) ? dequantizeBehind(graph, node) : quantizeBefore(graph, node);
            }
        }
        return changed;
    }

    private static boolean isMove(Operator op) {
        return switch (op) {
            case Transpose o -> true;
            case Reshape o -> true;
            case Reshape.To o -> true;
            case Reshape.Flatten o -> true;
            case Reshape.Squeeze o -> true;
            case Unsqueeze o -> true;
            case MergeAxes o -> true;
            case SplitAxis o -> true;
            case Slice o -> true;
            default -> false;
        };
    }

    private static boolean isPerTensor(Node node) {
        return node.requireInput(1).shape().size() == 1;
    }

    private static boolean dequantizeBehind(Graph graph, Node move) {
        Node before = move.requireInput(0).producer();
        if (before == null
                || !(before.op() instanceof Dequantize op)
                || !isPerTensor(before)
                || before.requireInput(0).isConstant()) {
            return false;
        }
        Edge integers =
                graph.add(move.output().name() + ".integers", move.op(), withFirst(move, before.requireInput(0)));
        graph.substitute(move, op, Arrays.asList(withFirst(before, integers)));
        return true;
    }

    private static boolean quantizeBefore(Graph graph, Node quantize) {
        Node move =
                quantize.op() instanceof Quantize && isPerTensor(quantize) ? Fusion.onlyProducer(quantize, 0) : null;
        if (move == null || !isMove(move.op()) || !Fusion.isPrivate(graph, move.output())) {
            return false;
        }
        Edge integers =
                graph.add(move.output().name() + ".integers", quantize.op(), withFirst(quantize, move.requireInput(0)));
        graph.substitute(quantize, move.op(), Arrays.asList(withFirst(move, integers)));
        return true;
    }

    /** A node's inputs with another first one. */
    private static @Nullable Edge[] withFirst(Node node, Edge first) {
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        inputs.set(0, first);
        return inputs.toArray(new @Nullable Edge[0]);
    }
}
