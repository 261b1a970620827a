package dev.lanewise.quant;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.tensor.InvalidInputException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Which nodes are meant: those that any of {@code include} names, all where it is empty, without those that any of
 * {@code exclude} names. A pattern is the name of an operator or of a node, in which {@code *} stands for anything.
 */
record Selection(List<String> include, List<String> exclude) {

    static final Selection ALL = new Selection(List.of(), List.of());

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
                        .map(node -> "'" + sourceName(node) + "' (" + node.op().name() + ")")
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
        if (pattern.toLowerCase(Locale.ROOT).equals(node.op().name().toLowerCase(Locale.ROOT))) {
            return true;
        }
        if (!pattern.contains("*")) {
            return pattern.equals(node.name()) || pattern.equals(sourceName(node));
        }
        var expression = new StringBuilder();
        for (String part : pattern.split("\\*", -1)) {
            expression.append(expression.isEmpty() ? "" : ".*").append(Pattern.quote(part));
        }
        var compiled = Pattern.compile(expression.toString(), Pattern.DOTALL);
        return compiled.matcher(node.name()).matches()
                || compiled.matcher(sourceName(node)).matches();
    }

    /** The name in the file of a node that a reader made beside others from one: without the number behind the dot. */
    private static String sourceName(Node node) {
        String name = node.name();
        int dot = name.lastIndexOf('.');
        boolean numbered = dot > 0
                && dot < name.length() - 1
                && name.chars().skip(dot + 1L).allMatch(Character::isDigit);
        return numbered ? name.substring(0, dot) : name;
    }
}
