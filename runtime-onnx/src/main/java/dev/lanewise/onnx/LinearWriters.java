package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.linear.Determinant;
import dev.lanewise.op.linear.Einsum;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.MatrixInverse;
import dev.lanewise.tensor.ElementType;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Writes matrix products. */
final class LinearWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case MatMul product -> matMul(product, node);
            case Einsum(var equation) -> node.becomes("Einsum", new Attributes().text("equation", equation));
            case Determinant det -> node.becomes("Det", new Attributes());
            case MatrixInverse inverse -> node.becomes(OnnxNodeWriter.MICROSOFT + "Inverse", new Attributes());
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void matMul(MatMul op, OnnxNodeWriter node) {
        if (!op.epilogue().equals(Epilogue.NONE) || node.has(MatMul.RESIDUAL)) {
            throw node.unsupported("has an epilogue, which the canonical graph never has");
        }
        boolean plain = !op.transposeA() && !op.transposeB() && !node.has(MatMul.BIAS);
        boolean matrices = node.shape(0).hasRank(2) && node.shape(1).hasRank(2);
        boolean real = node.element(0) == ElementType.FLOAT
                || node.element(0) == ElementType.DOUBLE
                || node.element(0) == ElementType.FLOAT16;
        if (!plain && matrices && real) {
            node.becomes(
                    "Gemm",
                    new Attributes().flag("transA", op.transposeA(), false).flag("transB", op.transposeB(), false));
            return;
        }
        String a = op.transposeA() ? transposed(node, 0) : node.input(0);
        String b = op.transposeB() ? transposed(node, 1) : node.input(1);
        if (node.has(MatMul.BIAS)) {
            node.becomes("Add", new Attributes(), node.add("MatMul", a, b), node.input(MatMul.BIAS));
        } else {
            node.becomes("MatMul", new Attributes(), a, b);
        }
    }

    /** Input {@code index} with its last two axes exchanged; one of fewer axes stays. */
    private static String transposed(OnnxNodeWriter node, int index) {
        int rank = node.rank(index);
        if (rank < 2) {
            return node.input(index);
        }
        int[] permutation = IntStream.range(0, rank).toArray();
        permutation[rank - 2] = rank - 1;
        permutation[rank - 1] = rank - 2;
        if (node.edge(index).isConstant()) {
            return node.constant(
                    Permutations.apply(node.edge(index).requireConstant(), dev.lanewise.graph.Ints.of(permutation)));
        }
        long[] longs = LongStream.of(IntStream.of(permutation).asLongStream().toArray())
                .toArray();
        return node.add("Transpose", new Attributes().integers("perm", longs), node.input(index));
    }
}
