package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code x * sigmoid(x)}, {@code x * clip(x + 3, 0, 6) / 6} and {@code clip(x + 3, 0, 6) / 6} become one operator each:
 * Swish, HardSwish and HardSigmoid.
 */
final class RecogniseSwish implements Rewrite {

    private static final float SIXTH = 1f / 6;

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (Factors.isProduct(node)) {
                changed |= recognise(graph, node);
            }
        }
        return changed;
    }

    private static boolean recognise(Graph graph, Node root) {
        Factors factors = Factors.of(graph, root);
        if (factors.edges().size() == 1 && factors.scalarIs(SIXTH)) {
            Edge x = clippedShift(factors.edges().getFirst());
            if (x != null) {
                graph.substitute(root, new Unary(UnaryFunction.HARD_SIGMOID, SIXTH, 0.5f), List.of(x));
                return true;
            }
        }
        if (factors.edges().size() != 2) {
            return false;
        }
        for (Edge gate : factors.edges()) {
            Edge x = factors.other(gate);
            Unary swish = gated(factors, gate, x);
            if (swish != null && root.output().type().equals(x.type())) {
                graph.substitute(root, swish, List.of(x));
                return true;
            }
        }
        return false;
    }

    private static @Nullable Unary gated(Factors factors, Edge gate, Edge x) {
        if (factors.scalarIs(SIXTH) && clippedShift(gate) == x) {
            return new Unary(UnaryFunction.HARD_SWISH);
        }
        Node producer = gate.producer();
        if (!factors.scalarIs(1)
                || producer == null
                || producer.input(0) != x
                || !(producer.op() instanceof Unary(UnaryFunction f, float alpha, float beta))) {
            return null;
        }
        return switch (f) {
            case SIGMOID -> new Unary(UnaryFunction.SWISH, 1, 0);
            case HARD_SIGMOID ->
                Math.abs(alpha - SIXTH) < 1e-6 && beta == 0.5f ? new Unary(UnaryFunction.HARD_SWISH) : null;
            default -> null;
        };
    }

    /** x of {@code clip(x + 3, 0, 6)}; null when the edge is not that. */
    private static @Nullable Edge clippedShift(Edge edge) {
        Node clip = edge.producer();
        return clip != null
                        && clip.op() instanceof Unary(UnaryFunction f, float low, float high)
                        && f == UnaryFunction.CLIP
                        && low == 0
                        && high == 6
                ? Fusion.summandBeside(clip.requireInput(0), 3)
                : null;
    }
}
