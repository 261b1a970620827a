package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import java.util.List;

/** {@code x / 2 * (1 + erf(x / sqrt(2)))}, in whatever order it is multiplied, becomes one operator. */
final class RecogniseGelu implements Rewrite {

    private static final double SQRT_HALF = Math.sqrt(0.5);

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
        if (factors.edges().size() != 2 || !factors.scalarIs(0.5)) {
            return false;
        }
        for (Edge gate : factors.edges()) {
            Edge x = factors.other(gate);
            if (isGate(graph, gate, x) && root.output().type().equals(x.type())) {
                graph.substitute(root, new Unary(UnaryFunction.GELU), List.of(x));
                return true;
            }
        }
        return false;
    }

    /** Whether {@code gate} is {@code 1 + erf(x / sqrt(2))}. */
    private static boolean isGate(Graph graph, Edge gate, Edge x) {
        Edge erf = Fusion.summandBeside(gate, 1);
        Node function = erf == null ? null : erf.producer();
        if (function == null || !(function.op() instanceof Unary(UnaryFunction f, float a, float b))) {
            return false;
        }
        Node scaled = function.requireInput(0).producer();
        if (f != UnaryFunction.ERF || scaled == null || !Factors.isProduct(scaled)) {
            return false;
        }
        Factors inner = Factors.of(graph, scaled);
        return inner.edges().equals(List.of(x)) && inner.scalarIs(SQRT_HALF);
    }
}
