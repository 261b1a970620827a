package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.EpilogueOperator;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.tensor.ElementType;

/** A tensor of the same shape added to a convolution or a product of matrices is added while that is written. */
final class FuseResidual implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.ADD) {
                changed |= fuse(graph, node, 0) || fuse(graph, node, 1);
            }
        }
        return changed;
    }

    private static boolean fuse(Graph graph, Node node, int product) {
        Node before = Fusion.onlyProducer(node, product);
        Edge other = node.requireInput(1 - product);
        if (before == null || before.input(3) != null || other.isConstant() || !epilogueIsEmpty(before.op())) {
            return false;
        }
        if (!(before.output().type() instanceof TensorType(var element, Shape shape))
                || element != ElementType.FLOAT
                || !shape.equals(other.shape())
                || !shape.isRanked()
                || shape.stream().anyMatch(d -> d == Shape.ANY)) {
            return false;
        }
        graph.substitute(node, before.op(), Fusion.inputsWith(before, 3, other));
        return true;
    }

    private static boolean epilogueIsEmpty(Operator op) {
        return op instanceof EpilogueOperator product && product.epilogue().equals(Epilogue.NONE);
    }
}
