package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.QuantizedMatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A product of matrices by large constant weights of few bits has them as they are: bytes, with scales beside. */
final class FuseDequantize implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof MatMul op) {
                changed |= fuse(graph, node, op);
            }
        }
        return changed;
    }

    private static boolean fuse(Graph graph, Node node, MatMul op) {
        Node weights = dequantize(node.requireInput(1));
        if (weights == null || !(weights.op() instanceof Dequantize how)) {
            return false;
        }
        Edge zero = weights.input(2);
        Tensor integers = weights.requireInput(0).constant();
        Tensor scale = weights.requireInput(1).constant();
        if (integers == null
                || scale == null
                || zero != null && !zero.isConstant()
                || node.requireInput(0).tensorType().element() != ElementType.FLOAT) {
            return false;
        }
        var fused = QuantizedMatMul.of(op, how, integers, scale, zero == null ? null : zero.requireConstant());
        fused.ifPresent(product -> graph.substitute(
                node,
                product,
                Arrays.asList(
                        node.requireInput(0),
                        weights.requireInput(0),
                        node.input(MatMul.BIAS),
                        node.input(MatMul.RESIDUAL),
                        weights.requireInput(1),
                        zero)));
        return fused.isPresent();
    }

    /** What makes an edge, behind slices that take all. */
    private static @Nullable Node dequantize(Edge edge) {
        Node node = edge.producer();
        while (node != null
                && node.op() instanceof Slice
                && node.output().shape().isFixed()
                && node.output().shape().equals(node.requireInput(0).shape())) {
            node = node.requireInput(0).producer();
        }
        return node;
    }
}
