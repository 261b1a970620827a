package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the nodes of a subgraph with one output into the graph around it. */
final class Inlining {

    private Inlining() {}

    /** What {@code body} makes of {@code arguments}. */
    static Edge call(OnnxNode node, OnnxNode.Body body, Edge... arguments) {
        var inputs = body.graph().inputs();
        if (inputs.size() != arguments.length + body.captures().size()
                || body.graph().outputs().size() != 1) {
            throw node.error("has a graph of " + inputs.size() + " inputs and "
                    + body.graph().outputs().size() + " outputs, expected " + arguments.length + " and 1");
        }
        Map<Edge, Edge> edges = new HashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            edges.put(
                    inputs.get(i),
                    i < arguments.length ? arguments[i] : body.captures().get(i - arguments.length));
        }
        for (Node inner : body.graph().sorted()) {
            var given = new ArrayList<@Nullable Edge>();
            for (Edge input : inner.inputs()) {
                given.add(input == null ? null : outer(node, edges, input));
            }
            Node copy = node.add(inner.op(), given, inner.outputs().size());
            for (int i = 0; i < inner.outputs().size(); i++) {
                edges.put(inner.output(i), copy.output(i));
            }
        }
        return outer(node, edges, body.graph().outputs().getFirst());
    }

    private static Edge outer(OnnxNode node, Map<Edge, Edge> edges, Edge inner) {
        Edge known = edges.get(inner);
        if (known == null) {
            known = node.constant(inner.requireConstant());
            edges.put(inner, known);
        }
        return known;
    }
}
