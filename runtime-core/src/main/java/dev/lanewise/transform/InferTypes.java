package dev.lanewise.transform;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;

/** Infers types anew, which constants that have become known make more precise. */
final class InferTypes implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            changed |= Graph.infer(node);
        }
        return changed;
    }
}
