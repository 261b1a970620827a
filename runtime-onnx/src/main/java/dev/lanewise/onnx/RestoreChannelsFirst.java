package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.LpPool;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.vision.GridSample;
import dev.lanewise.op.vision.MaxRoiPool;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.op.vision.RoiAlign;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes every operator on images one for channels first, between transpositions of its input and output. Those of the
 * reader of ONNX are taken away again, and what it put behind an operator gives that its name.
 */
final class RestoreChannelsFirst {

    private boolean left;

    /** Rewrites {@code graph}, not the graphs inside it. Says whether transpositions were needed that are still there. */
    static boolean apply(Graph graph) {
        var restore = new RestoreChannelsFirst();
        for (Node node : graph.sorted()) {
            int rank = rank(node);
            if (rank > 0) {
                restore.node(graph, node, rank);
            }
        }
        graph.removeDead();
        return restore.left;
    }

    /** The number of dimensions of the images that {@code node} works on; 0 when it does not, or it is not known. */
    private static int rank(Node node) {
        return switch (node.op()) {
            case Convolution op -> op.window().rank() + 2;
            case TransposedConvolution op -> op.window().rank() + 2;
            case MaxPool op -> op.window().rank() + 2;
            case AveragePool op -> op.window().rank() + 2;
            case LpPool op -> op.window().rank() + 2;
            case GlobalPool op -> inputRank(node);
            case ChannelAffine op -> inputRank(node);
            case GroupNormalization op -> inputRank(node);
            case Lrn op -> inputRank(node);
            case GridSample op -> inputRank(node);
            case RoiAlign op -> 4;
            case MaxRoiPool op -> 4;
            case Resize op when isImage(node, op) -> inputRank(node);
            default -> 0;
        };
    }

    private static int inputRank(Node node) {
        var shape = node.requireInput(0).shape();
        return shape.isRanked() ? shape.rank() : 0;
    }

    private static boolean isImage(Node node, Resize op) {
        int rank = inputRank(node);
        boolean spatial = op.axes().stream().allMatch(axis -> axis > 0 && axis < rank - 1);
        return rank > 2 && !op.axes().isEmpty() && (spatial || beforeTransposition(node.requireInput(0), rank) != null);
    }

    /** What {@code edge} is the transposition to channels last of; null when it is none. */
    private static @Nullable Edge beforeTransposition(Edge edge, int rank) {
        Node producer = edge.producer();
        return producer != null && producer.op().equals(Transpose.toChannelsLast(rank))
                ? producer.requireInput(0)
                : null;
    }

    private void node(Graph graph, Node node, int rank) {
        var inputs = new ArrayList<@Nullable Edge>(node.inputs());
        inputs.set(0, channelsFirst(graph, node.requireInput(0), rank));
        List<ValueType> types =
                node.outputs().stream().map(edge -> permuted(edge.type(), rank)).toList();
        var names = node.outputs().stream().map(edge -> edge.name() + ".first").toList();
        Node first = graph.add(node.name(), new ChannelsFirst(node.op(), types), inputs, names);
        for (int i = 0; i < node.outputs().size(); i++) {
            replace(graph, node.output(i), first.output(i), rank);
        }
        graph.remove(node);
    }

    private Edge channelsFirst(Graph graph, Edge edge, int rank) {
        if (rank == 2) {
            return edge;
        }
        Edge before = beforeTransposition(edge, rank);
        if (before != null) {
            return before;
        }
        left = true;
        return graph.add(edge.name() + ".first", Transpose.toChannelsFirst(rank), edge);
    }

    private void replace(Graph graph, Edge old, Edge first, int rank) {
        if (rank == 2) {
            first.rename(old.name());
            graph.replace(old, first);
            return;
        }
        Operator back = Transpose.toChannelsFirst(rank);
        for (Node consumer : List.copyOf(old.consumers())) {
            if (consumer.op().equals(back)) {
                if (!first.name().equals(consumer.output().name())) {
                    first.rename(consumer.output().name());
                }
                graph.replace(consumer.output(), first);
                graph.remove(consumer);
            }
        }
        if (!old.consumers().isEmpty() || graph.outputs().contains(old)) {
            left = true;
            graph.replace(old, graph.add(old.name(), Transpose.toChannelsLast(rank), first));
        }
    }

    private static ValueType permuted(ValueType type, int rank) {
        return type instanceof TensorType tensor && tensor.shape().hasRank(rank) && rank > 2
                ? tensor.as(
                        tensor.shape().permuted(Transpose.toChannelsFirst(rank).permutation()))
                : type;
    }
}
