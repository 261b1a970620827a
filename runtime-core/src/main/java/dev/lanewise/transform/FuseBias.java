package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.EpilogueOperator;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.QuantizedMatMul;
import dev.lanewise.tensor.Tensor;

/** A constant added to the columns of a product of matrices becomes its bias. */
final class FuseBias implements Rewrite {

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
        Edge constant = node.requireInput(1 - product);
        float[] values = Fusion.perChannel(constant);
        if (before == null
                || values == null
                || !(before.op() instanceof MatMul || before.op() instanceof QuantizedMatMul)
                || !((EpilogueOperator) before.op()).epilogue().equals(Epilogue.NONE)
                || before.input(2) != null
                || before.input(3) != null
                || !before.output().shape().isRanked()
                || before.output().shape().rank() < Math.max(2, constant.shape().rank())
                || before.requireInput(1).shape().rank() < 2
                || before.output().shape().dim(-1) != values.length) {
            return false;
        }
        Edge bias = constant.shape().rank() == 1
                ? constant
                : graph.constant(constant.name() + ".bias", Tensor.of(values, values.length));
        graph.substitute(node, before.op(), Fusion.inputsWith(before, 2, bias));
        return true;
    }
}
