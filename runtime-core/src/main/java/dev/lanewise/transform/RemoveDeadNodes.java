package dev.lanewise.transform;

import dev.lanewise.graph.Graph;

/** Drops nodes whose outputs nothing needs. */
final class RemoveDeadNodes implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        return graph.removeDead();
    }
}
