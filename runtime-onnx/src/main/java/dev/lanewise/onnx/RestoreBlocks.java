package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Transpose;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes DepthToSpace and SpaceToDepth again of the axes that the reader splits, moves and merges for them. */
final class RestoreBlocks {

    private static final Ints DEPTH_FIRST = Ints.of(0, 3, 4, 1, 5, 2);
    private static final Ints COLUMNS_FIRST = Ints.of(0, 1, 4, 2, 5, 3);
    private static final Ints TO_DEPTH = Ints.of(0, 3, 5, 1, 2, 4);

    private RestoreBlocks() {}

    /**
     * Blocks of pixels as channels, or channels as blocks: what is written, never run.
     *
     * @param name the operator's name in ONNX
     * @param mode DepthToSpace's attribute; empty for the other
     */
    record Blocks(String name, int size, String mode, ValueType type) implements Operator {

        @Override
        public List<ValueType> infer(Inference in) {
            return List.of(type);
        }
    }

    /** Rewrites {@code graph}, not the graphs inside it. */
    static void apply(Graph graph) {
        for (Node node : graph.sorted()) {
            if (node.op().equals(new MergeAxes(3, 2))) {
                toSpace(graph, node);
            } else if (node.op().equals(new MergeAxes(1, 3))) {
                Node moved = before(node, Transpose.class);
                if (moved != null && moved.op().equals(new Transpose(TO_DEPTH))) {
                    restore(graph, node, moved, 4, 2, true, "SpaceToDepth", "");
                }
            }
        }
        graph.removeDead();
    }

    private static void toSpace(Graph graph, Node node) {
        Node rows = before(node, MergeAxes.class);
        Node moved = rows != null && rows.op().equals(new MergeAxes(2, 2)) ? before(rows, Transpose.class) : null;
        if (moved != null && moved.op().equals(new Transpose(DEPTH_FIRST))) {
            restore(graph, node, moved, 2, 1, false, "DepthToSpace", "DCR");
        } else if (moved != null && moved.op().equals(new Transpose(COLUMNS_FIRST))) {
            restore(graph, node, moved, 1, 1, true, "DepthToSpace", "CRD");
        }
    }

    private static void restore(
            Graph graph, Node last, Node moved, int inner, int outer, boolean atEnd, String name, String mode) {
        Node second = before(moved, SplitAxis.class);
        if (second == null || !(second.op() instanceof SplitAxis(int axis, int size, boolean end))) {
            return;
        }
        Node first = before(second, SplitAxis.class);
        boolean same = axis == inner && end == atEnd;
        if (same && first != null && first.op().equals(new SplitAxis(outer, size, atEnd))) {
            var op = new Blocks(name, size, mode, last.output().type());
            graph.substitute(last, op, List.of(first.requireInput(0)));
        }
    }

    /** What makes the input of {@code node} for it alone, where it is an operator of that kind. */
    private static @Nullable Node before(Node node, Class<? extends Operator> kind) {
        Edge input = node.requireInput(0);
        Node producer = input.producer();
        return producer != null
                        && kind.isInstance(producer.op())
                        && input.consumers().size() == 1
                ? producer
                : null;
    }
}
