package dev.lanewise.graph;

import dev.lanewise.graph.ValueType.EffectType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.tensor.ModelFormatException;
import java.util.HashSet;

/** Checks that a graph is whole: acyclic, closed, consistent in its uses, and typed as its operators say. */
public final class Verifier {

    private Verifier() {}

    /** Throws {@link ModelFormatException} on the first flaw. */
    public static void verify(Graph graph) {
        var defined = new HashSet<Edge>(graph.inputs());
        for (Node node : graph.sorted()) {
            for (Edge input : node.inputs()) {
                if (input == null) {
                    continue;
                }
                if (!input.isConstant() && !defined.contains(input)) {
                    throw new ModelFormatException(node + " reads " + input + ", which is not in the graph");
                }
                if (!input.consumers().contains(node)) {
                    throw new ModelFormatException(input + " does not know its consumer " + node);
                }
            }
            defined.addAll(node.outputs());
            checkTypes(node);
            node.op().subgraphs().forEach(Verifier::verify);
        }
        for (Edge output : graph.outputs()) {
            if (!output.isConstant() && !defined.contains(output)) {
                throw new ModelFormatException(
                        "graph '" + graph.name() + "' returns " + output + ", which nothing makes");
            }
        }
    }

    private static void checkTypes(Node node) {
        var before = node.outputs().stream().map(Edge::type).toList();
        Graph.infer(node);
        for (int i = 0; i < before.size(); i++) {
            Edge output = node.output(i);
            if (before.get(i) instanceof TensorType(var was, var wasShape)
                    && !(output.type() instanceof EffectType)
                    && output.type() instanceof TensorType(var is, var isShape)) {
                boolean ranks = !wasShape.isRanked() || !isShape.isRanked() || wasShape.rank() == isShape.rank();
                if (was != is || !ranks) {
                    throw new ModelFormatException(node + " makes " + output.type() + ", not " + before.get(i));
                }
                output.refine(before.get(i));
            }
        }
    }
}
