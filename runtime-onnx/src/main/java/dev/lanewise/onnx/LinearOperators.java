package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Matrix products. */
final class LinearOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("MatMul").reads(node -> new MatMul());
        on.on("Gemm").builds(LinearOperators::gemm);
    }

    private static void gemm(OnnxNode node) {
        var math = new Arithmetic(node);
        float alpha = node.number("alpha", 1);
        float beta = node.number("beta", 1);
        Edge a = node.input(0);
        Edge b = node.input(1);
        Edge c = node.inputOrNull(2);
        var product = new MatMul(node.flag("transA", false), node.flag("transB", false));
        if (alpha != 1 && b.isConstant()) {
            b = math.multiply(b, math.scalar(alpha, b));
        } else if (alpha != 1) {
            a = math.multiply(a, math.scalar(alpha, a));
        }
        if (c == null || beta == 0) {
            node.becomes(product, List.of(a, b));
            return;
        }
        if (beta != 1) {
            c = math.multiply(c, math.scalar(beta, c));
        }
        Shape columns = b.shape();
        long n = columns.hasRank(2) ? columns.dim(product.transposeB() ? 0 : 1) : Shape.ANY;
        Shape bias = c.shape();
        boolean isFloat = a.tensorType().element() == ElementType.FLOAT;
        boolean row = isFloat && bias.isFixed() && n >= 0 && bias.size() == n && bias.rank() > 0 && bias.dim(-1) == n;
        if (row) {
            node.becomes(product, List.of(a, b, bias.rank() == 1 ? c : node.add(Reshape.To.of(-1), c)));
        } else {
            node.output(0, math.add(node.add(product, a, b), c));
        }
    }
}
