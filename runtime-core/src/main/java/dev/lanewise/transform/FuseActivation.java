package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.Activations;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Rescaling;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.EpilogueOperator;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.QuantizedMatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An activation, or the rescaling of sums of integers, behind a convolution or a product of matrices moves into its
 * epilogue.
 */
final class FuseActivation implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Unary(UnaryFunction f, float alpha, float beta)
                    && Activations.kindOf(f, alpha) >= 0) {
                changed |= fuse(graph, node, new Epilogue(Activations.kindOf(f, alpha), alpha, beta));
            }
            if (node.op() instanceof Rescale op && op.to() == ElementType.FLOAT) {
                changed |= rescale(graph, node, op);
            }
        }
        return changed;
    }

    private static boolean rescale(Graph graph, Node node, Rescale op) {
        long channels = node.output().shape().dim(-1);
        Edge shifts = node.input(2);
        Tensor given = node.requireInput(1).constant();
        if (channels < 1
                || node.requireInput(0).tensorType().element() != ElementType.FLOAT
                || node.input(Rescale.BIAS) != null
                || given == null) {
            return false;
        }
        Rescaling rescaling = op.rescaling(given, shifts == null ? null : shifts.constant(), (int) channels);
        return rescaling != null && endsInPixels(node) && fuse(graph, node, Epilogue.rescaling(rescaling));
    }

    /** Whether what makes the sums finishes columns that it can tell from each other. */
    private static boolean endsInPixels(Node rescale) {
        Node before = rescale.requireInput(0).producer();
        return before != null
                && switch (before.op()) {
                    case Convolution c ->
                        c.groups() == 1 || before.requireInput(1).shape().dim(1) == 1;
                    case MatMul m -> before.requireInput(1).shape().rank() > 1;
                    case QuantizedMatMul m -> true;
                    default -> false;
                };
    }

    private static boolean fuse(Graph graph, Node node, Epilogue epilogue) {
        Node before = Fusion.onlyProducer(node, 0);
        if (before == null || node.output().tensorType().element() != ElementType.FLOAT) {
            return false;
        }
        Operator fused = with(before.op(), epilogue);
        if (fused == null) {
            return false;
        }
        graph.substitute(node, fused, before.inputs());
        return true;
    }

    private static @Nullable Operator with(Operator op, Epilogue epilogue) {
        return op instanceof EpilogueOperator product && product.epilogue().equals(Epilogue.NONE)
                ? product.with(epilogue)
                : null;
    }
}
