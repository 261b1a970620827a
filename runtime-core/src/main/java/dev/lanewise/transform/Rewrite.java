package dev.lanewise.transform;

import dev.lanewise.graph.Graph;

/** One change of a graph that keeps what it computes. */
public interface Rewrite {

    /** The name by which it is switched off. */
    default String name() {
        return getClass().getSimpleName();
    }

    /** Changes {@code graph} in place. Returns whether it changed anything. */
    boolean apply(Graph graph);
}
