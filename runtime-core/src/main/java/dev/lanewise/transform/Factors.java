package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import java.util.ArrayList;
import java.util.List;

/**
 * A product taken apart: what a chain of multiplications, and divisions by constants, multiplies.
 *
 * @param edges factors that are no constant scalars
 * @param scalar product of those that are
 */
record Factors(List<Edge> edges, double scalar) {

    /** The factors of what {@code root} makes; products that others read as well are not taken apart. */
    static Factors of(Graph graph, Node root) {
        var edges = new ArrayList<Edge>();
        double scalar = expand(graph, root, edges);
        return new Factors(edges, scalar);
    }

    private static double expand(Graph graph, Node node, List<Edge> edges) {
        boolean divides = node.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.DIV;
        double left = factor(graph, node.requireInput(0), edges);
        double right = divides ? 1 / Fusion.scalar(node.requireInput(1)) : factor(graph, node.requireInput(1), edges);
        return left * right;
    }

    private static double factor(Graph graph, Edge edge, List<Edge> edges) {
        if (!Double.isNaN(Fusion.scalar(edge))) {
            return Fusion.scalar(edge);
        }
        Node producer = edge.producer();
        if (producer != null && isProduct(producer) && Fusion.isPrivate(graph, edge)) {
            return expand(graph, producer, edges);
        }
        edges.add(edge);
        return 1;
    }

    /** Whether {@code node} multiplies, or divides by a constant scalar. */
    static boolean isProduct(Node node) {
        return node.op() instanceof Binary(BinaryFunction f)
                && (f == BinaryFunction.MUL
                        || f == BinaryFunction.DIV && !Double.isNaN(Fusion.scalar(node.requireInput(1))));
    }

    /** Whether the scalar is {@code value}, but for rounding. */
    boolean scalarIs(double value) {
        return Math.abs(scalar - value) <= 1e-5 * Math.abs(value);
    }

    /** The factor that is not {@code edge}, of two. */
    Edge other(Edge edge) {
        return edges.get(0) == edge ? edges.get(1) : edges.get(0);
    }
}
