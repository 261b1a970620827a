package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one of nodes that apply equal operators to the same inputs. */
final class MergeEqualNodes implements Rewrite {

    private record Key(Operator op, List<@Nullable Object> inputs, int outputs) {

        /** Inputs tell most nodes apart; hash codes of operators would link code for each kind of them. */
        @Override
        public int hashCode() {
            return 31 * op.getClass().hashCode() + inputs.hashCode();
        }
    }

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        var seen = new HashMap<Key, Node>();
        for (Node node : graph.sorted()) {
            if (node.op().hasEffect() || !node.op().subgraphs().isEmpty()) {
                continue;
            }
            Node first = seen.putIfAbsent(key(node), node);
            if (first == null || node.outputs().stream().anyMatch(graph.outputs()::contains)) {
                continue;
            }
            for (int i = 0; i < node.outputs().size(); i++) {
                graph.replace(node.output(i), first.output(i));
            }
            graph.remove(node);
            changed = true;
        }
        return changed;
    }

    /** Equal small constants count as the same input; large ones only when they are the same. */
    private static Key key(Node node) {
        var inputs = node.inputs().stream().map(MergeEqualNodes::identity).toList();
        return new Key(node.op(), inputs, node.outputs().size());
    }

    private static final int SMALL = 64;

    private static @Nullable Object identity(@Nullable Edge edge) {
        if (edge == null || edge.constant() == null) {
            return edge;
        }
        return edge.requireConstant().size() <= SMALL ? edge.requireConstant() : edge;
    }
}
