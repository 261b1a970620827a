package dev.lanewise.quant;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.tensor.InvalidInputException;
import java.util.List;

/**
 * Which nodes are meant: those that any of {@code include} names, all where it is empty, without those that any of
 * {@code exclude} names. A pattern is the name of an operator or of a node, in which {@code *} stands for anything.
 */
record Selection(List<String> include, List<String> exclude) {

    boolean contains(Node node) {
        return (include.isEmpty() || matches(include, node)) && !matches(exclude, node);
    }

    /** Fails when a pattern names no node of {@code graph}. */
    void check(Graph graph) {
        check(graph, include);
        check(graph, exclude);
    }

    private static void check(Graph graph, List<String> patterns) {
        for (String pattern : patterns) {
            if (graph.nodes().stream().noneMatch(node -> matches(List.of(pattern), node))) {
                List<String> examples = graph.nodes().stream()
                        .limit(5)
                        .map(node -> "'" + NodeNames.sourceName(node.name()) + "' ("
                                + node.op().name() + ")")
                        .toList();
                throw new InvalidInputException("no node and no operator of the model is called '" + pattern
                        + "'; its nodes begin with " + examples);
            }
        }
    }

    private static boolean matches(List<String> patterns, Node node) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, node));
    }

    private static boolean matches(String pattern, Node node) {
        return pattern.equalsIgnoreCase(node.op().name()) || NodeNames.fits(pattern, node.name());
    }
}
