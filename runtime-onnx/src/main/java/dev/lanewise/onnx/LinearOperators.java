package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Shape;
import dev.lanewise.op.linear.Determinant;
import dev.lanewise.op.linear.Einsum;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Matrix products. */
final class LinearOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("MatMul").reads(node -> new MatMul());
        on.on("Gemm").builds(node -> node.output(0, gemm(node)));
        on.on("Einsum").since(12).builds(LinearOperators::einsum);
        on.on("Det").since(11).reads(node -> new Determinant());
        on.on("MatMulInteger").builds(LinearOperators::integer);
        on.on("QLinearMatMul").builds(LinearOperators::quantized);
    }

    /** Adds what Gemm computes from the node's first three inputs. */
    static Edge gemm(OnnxNode node) {
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
            return node.add(product, a, b);
        }
        if (beta != 1) {
            c = math.multiply(c, math.scalar(beta, c));
        }
        Shape columns = b.shape();
        long n = columns.hasRank(2) ? columns.dim(product.transposeB() ? 0 : 1) : Shape.ANY;
        Shape bias = c.shape();
        boolean row = bias.isFixed() && n >= 0 && bias.size() == n && bias.rank() > 0 && bias.dim(-1) == n;
        if (row) {
            return node.add(product, a, b, bias.rank() == 1 ? c : node.add(Reshape.To.of(-1), c));
        }
        return math.add(node.add(product, a, b), c);
    }

    private static void integer(OnnxNode node) {
        node.output(0, integerProduct(node, node.input(0), node.inputOrNull(2), node.input(1), node.inputOrNull(3)));
    }

    /** The INT32 product of 8-bit matrices less their zero points, which may be one a row of A or a column of B. */
    static Edge integerProduct(OnnxNode node, Edge a, @Nullable Edge aZero, Edge b, @Nullable Edge bZero) {
        var math = new Arithmetic(node);
        Edge left = math.cast(a, ElementType.INT32);
        Edge right = math.cast(b, ElementType.INT32);
        if (aZero != null) {
            Edge zero = math.cast(aZero, ElementType.INT32);
            boolean perRow = zero.shape().hasRank(1) && zero.shape().dim(0) != 1;
            left = math.subtract(left, perRow ? node.add(Reshape.To.of(-1, 1), zero) : zero);
        }
        if (bZero != null) {
            right = math.subtract(right, math.cast(bZero, ElementType.INT32));
        }
        return node.add(new MatMul(), left, right);
    }

    private static void quantized(OnnxNode node) {
        Edge a = dequantized(node, 0, -2);
        Edge b = dequantized(node, 3, -1);
        Edge y = node.add(new MatMul(), a, b);
        Edge scale = new Arithmetic(node).cast(node.input(6), ElementType.FLOAT);
        ElementType to = node.input(7).tensorType().element();
        node.output(0, node.add(new Quantize(to, -2, 0, true), y, scale, node.input(7)));
    }

    /** Input {@code index}, its scale and its zero point; scales lie along {@code axis} where there are several. */
    private static Edge dequantized(OnnxNode node, int index, int axis) {
        Edge scale = new Arithmetic(node).cast(node.input(index + 1), ElementType.FLOAT);
        return node.add(new Dequantize(axis, 0), node.input(index), scale, node.input(index + 2));
    }

    private static void einsum(OnnxNode node) {
        String equation = node.text("equation", "");
        if (node.inputCount() <= 2 || equation.contains(".") || !equation.contains("->")) {
            node.becomes(new Einsum(equation));
            return;
        }
        String[] terms = equation.replace(" ", "").split("->|,", -1);
        if (terms.length != node.inputCount() + 1) {
            throw node.error("equation '" + equation + "' does not have " + node.inputCount() + " terms");
        }
        Edge product = node.input(0);
        String labels = terms[0];
        for (int i = 1; i < node.inputCount(); i++) {
            boolean last = i == node.inputCount() - 1;
            String rest = String.join("", List.of(terms).subList(i + 1, terms.length));
            String both = labels + terms[i];
            String kept = last
                    ? terms[terms.length - 1]
                    : both.chars()
                            .distinct()
                            .filter(label -> rest.indexOf(label) >= 0)
                            .mapToObj(Character::toString)
                            .collect(Collectors.joining());
            product = node.add(new Einsum(labels + "," + terms[i] + "->" + kept), product, node.input(i));
            labels = kept;
        }
        node.output(0, product);
    }
}
