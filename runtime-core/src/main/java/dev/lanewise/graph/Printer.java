package dev.lanewise.graph;

import java.util.stream.Collectors;

/** Writes a graph as text, one line a node, subgraphs indented. */
public final class Printer {

    private Printer() {}

    public static String print(Graph graph) {
        var text = new StringBuilder();
        print(graph, "", text);
        return text.toString();
    }

    private static void print(Graph graph, String indent, StringBuilder text) {
        text.append(indent)
                .append("graph ")
                .append(graph.name())
                .append(graph.inputs().stream().map(Edge::toString).collect(Collectors.joining(", ", "(", ")")))
                .append('\n');
        for (Node node : graph.sorted()) {
            text.append(indent)
                    .append("  ")
                    .append(node.outputs().stream().map(Edge::toString).collect(Collectors.joining(", ")))
                    .append(" = ")
                    .append(
                            node.op().subgraphs().isEmpty()
                                    ? node.op().toString()
                                    : node.op().name())
                    .append(node.inputs().stream()
                            .map(e -> e == null ? "_" : e.isConstant() ? "const " + e.type() : "%" + e.name())
                            .collect(Collectors.joining(", ", " (", ")")))
                    .append('\n');
            node.op().subgraphs().forEach(body -> print(body, indent + "    ", text));
        }
        text.append(indent)
                .append("  return ")
                .append(graph.outputs().stream().map(e -> "%" + e.name()).collect(Collectors.joining(", ")))
                .append('\n');
    }
}
