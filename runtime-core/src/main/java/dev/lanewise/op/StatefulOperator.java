package dev.lanewise.op;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Operator;

/** An operator that reads or changes a session's {@link State}: sessions of models with one run one at a time. */
public interface StatefulOperator extends Operator {

    @Override
    default boolean hasEffect() {
        return true;
    }

    /** Whether {@code graph} or a graph inside it has such an operator. */
    static boolean isIn(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(node -> node.op() instanceof StatefulOperator
                        || node.op().subgraphs().stream().anyMatch(StatefulOperator::isIn));
    }
}
