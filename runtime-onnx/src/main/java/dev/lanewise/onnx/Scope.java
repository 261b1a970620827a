package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of one graph. A name found only in the scope around becomes an input of the graph, a capture; a captured
 * constant is repeated inside.
 */
final class Scope {

    private final Graph graph;
    private final @Nullable Scope around;
    private final Map<String, Edge> edges = new HashMap<>();
    private final List<Edge> captures = new ArrayList<>();

    Scope(Graph graph, @Nullable Scope around) {
        this.graph = graph;
        this.around = around;
    }

    Graph graph() {
        return graph;
    }

    /** Edges of the scope around that were captured, in the order of the inputs they became. */
    List<Edge> captures() {
        return captures;
    }

    void define(String name, Edge edge) {
        edges.put(name, edge);
    }

    /** The edge called {@code name} here or around; null when there is none. */
    @Nullable
    Edge find(String name) {
        Edge here = edges.get(name);
        if (here != null || around == null) {
            return here;
        }
        Edge outside = around.find(name);
        if (outside == null) {
            return null;
        }
        Edge inside;
        if (outside.isConstant()) {
            inside = graph.constant(name, outside.requireConstant());
        } else {
            inside = graph.addInput(name, outside.type());
            captures.add(outside);
        }
        edges.put(name, inside);
        return inside;
    }
}
