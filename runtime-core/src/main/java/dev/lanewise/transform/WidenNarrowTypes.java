package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Puts casts around operators that have no kernel for an element type, so that they compute in a wider one. */
final class WidenNarrowTypes implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : List.copyOf(graph.nodes())) {
            if (node.op() instanceof ComputesWide op) {
                changed |= widen(graph, node, op);
            }
        }
        return changed;
    }

    private static boolean widen(Graph graph, Node node, ComputesWide op) {
        var before = node.outputs().stream().map(Edge::type).toList();
        boolean changed = false;
        for (int i = 0; i < node.inputCount(); i++) {
            Edge input = node.input(i);
            if (input != null && input.type() instanceof TensorType(ElementType type, var shape)) {
                ElementType wide = op.computeType(type);
                if (wide != type) {
                    String name = input.name() + "." + wide;
                    graph.setInput(node, i, graph.add(name, new Cast(wide), input));
                    changed = true;
                }
            }
        }
        if (!changed) {
            return false;
        }
        Graph.infer(node);
        for (int i = 0; i < before.size(); i++) {
            Edge wide = node.output(i);
            if (before.get(i) instanceof TensorType(ElementType type, var shape)
                    && wide.type() instanceof TensorType(ElementType now, var sameShape)
                    && now != type) {
                String name = wide.name();
                wide.rename(name + "." + now);
                Edge narrow = graph.insertAfter(wide, name, new Cast(type));
                narrow.refine(before.get(i));
            }
        }
        return true;
    }
}
