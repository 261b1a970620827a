package dev.lanewise.transform;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.Activations;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.tensor.ElementType;
import org.jspecify.annotations.Nullable;

/** An activation behind a convolution or a product of matrices moves into its epilogue. */
final class FuseActivation implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Unary(UnaryFunction f, float alpha, float beta)
                    && Activations.kindOf(f, alpha) >= 0) {
                changed |= fuse(graph, node, new Epilogue(Activations.kindOf(f, alpha), alpha, beta));
            }
        }
        return changed;
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
        return switch (op) {
            case Convolution c when c.epilogue().equals(Epilogue.NONE) -> c.with(epilogue);
            case MatMul m when m.epilogue().equals(Epilogue.NONE) -> m.with(epilogue);
            default -> null;
        };
    }
}
