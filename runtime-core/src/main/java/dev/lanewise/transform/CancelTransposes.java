package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.op.shape.Transpose;
import java.util.List;

/** Makes one transposition of two in a row, and none of one that moves nothing. */
final class CancelTransposes implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Transpose(Ints outer)) {
                changed |= simplify(graph, node, outer);
            }
        }
        return changed;
    }

    private static boolean simplify(Graph graph, Node node, Ints outer) {
        Edge input = node.requireInput(0);
        if (outer.equals(Ints.range(outer.size())) && !graph.outputs().contains(node.output())) {
            graph.replace(node.output(), input);
            graph.remove(node);
            return true;
        }
        Node before = input.producer();
        if (before == null || !(before.op() instanceof Transpose(Ints inner))) {
            return false;
        }
        Ints both = Ints.of(outer.stream().map(inner::get).toArray());
        graph.substitute(node, new Transpose(both), List.of(before.requireInput(0)));
        return true;
    }
}
