package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Questions that fusions ask. */
final class Fusion {

    private Fusion() {}

    /** The node that makes input {@code index}, when nothing else reads that; null otherwise. */
    static @Nullable Node onlyProducer(Node node, int index) {
        Edge input = node.input(index);
        return input != null && input.producer() != null && input.consumers().size() == 1 ? input.producer() : null;
    }

    /** Whether an edge is read once, by a node of this graph, and is no output of it. */
    static boolean isPrivate(Graph graph, Edge edge) {
        return edge.consumers().size() == 1 && !graph.outputs().contains(edge);
    }

    /** The elements of a FLOAT constant. */
    static float @Nullable [] floats(Edge edge) {
        Tensor constant = edge.constant();
        return constant != null && constant.type() == ElementType.FLOAT ? constant.floats() : null;
    }

    /** The elements of a FLOAT constant that varies along its last axis at most. */
    static float @Nullable [] perChannel(Edge edge) {
        float[] values = floats(edge);
        if (values == null) {
            return null;
        }
        Tensor constant = edge.requireConstant();
        boolean last = constant.rank() > 0 && constant.dim(constant.rank() - 1) == values.length;
        return values.length == 1 || last ? values : null;
    }
}
