package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.nn.RowNormalization;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constant vector multiplied with, then one added to, a normalisation along the last axis becomes its scale and bias. */
final class FuseNormalizationScale implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Binary(BinaryFunction f) && (f == BinaryFunction.MUL || f == BinaryFunction.ADD)) {
                changed |= fuse(graph, node, 0, f) || fuse(graph, node, 1, f);
            }
        }
        return changed;
    }

    private static boolean fuse(Graph graph, Node node, int normalised, BinaryFunction f) {
        Node before = Fusion.onlyProducer(node, normalised);
        Edge vector = node.requireInput(1 - normalised);
        if (before == null
                || !(before.op() instanceof RowNormalization(boolean centred, int axis, float epsilon))
                || axis != -1
                || before.outputs().size() != 1
                || !vector.isConstant()
                || vector.shape().rank() != 1
                || vector.shape().size() == 1) {
            return false;
        }
        boolean scales = f == BinaryFunction.MUL;
        if (scales
                ? before.input(1) != null || before.input(2) != null
                : before.input(1) == null || before.input(2) != null) {
            return false;
        }
        var inputs = new ArrayList<@Nullable Edge>(List.of(before.requireInput(0)));
        inputs.add(scales ? vector : before.requireInput(1));
        if (!scales) {
            inputs.add(vector);
        }
        graph.substitute(node, before.op(), inputs);
        return true;
    }
}
