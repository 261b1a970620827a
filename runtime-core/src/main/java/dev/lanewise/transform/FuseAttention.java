package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code softmax(scale * Q K' + mask) V} becomes one operator, which keeps no full matrix of scores. Where heads were
 * split off by reshaping and transposing, and put back after, it reads and writes them in place. A row of which the
 * mask leaves nothing becomes zeros, where the softmax would give NaN.
 */
final class FuseAttention implements Rewrite {

    private static final Ints SPLIT = Ints.of(0, 2, 1, 3);
    private static final Ints SPLIT_TRANSPOSED = Ints.of(0, 2, 3, 1);
    private static final Ints TRANSPOSED = Ints.of(0, 1, 3, 2);

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (graph.nodes().contains(node) && isProduct(node, 4) && !((MatMul) node.op()).transposeB()) {
                changed |= fuse(graph, node);
            }
        }
        return changed;
    }

    /** What the scores are made of. */
    private record Scores(
            Node product, float scale, @Nullable Edge mask) {}

    private static boolean fuse(Graph graph, Node values) {
        Node softmax = Fusion.onlyProducer(values, 0);
        if (softmax == null || !isSoftmax(softmax) || !Fusion.isPrivate(graph, softmax.output())) {
            return false;
        }
        Scores scores = scores(graph, softmax);
        if (scores == null) {
            return false;
        }
        Edge q = scores.product.requireInput(0);
        Edge k = scores.product.requireInput(1);
        Edge v = values.requireInput(1);
        boolean stored = ((MatMul) scores.product.op()).transposeB();
        if (!sameHeads(q, k, stored ? 2 : 3, v)) {
            return false;
        }
        Edge packedQ = unsplit(q, SPLIT);
        Edge packedK = unsplit(k, stored ? SPLIT : SPLIT_TRANSPOSED);
        Edge packedV = unsplit(v, SPLIT);
        Node joined = joined(graph, values);
        if (packedQ != null && packedK != null && packedV != null && joined != null) {
            int heads = (int) q.shape().dim(1);
            graph.substitute(joined, attention(heads, scores), inputs(packedQ, packedK, packedV, scores));
            return true;
        }
        Edge keys = stored ? k : graph.add(values.name() + ".keys", new Transpose(TRANSPOSED), k);
        graph.substitute(values, attention(0, scores), inputs(q, keys, v, scores));
        return true;
    }

    private static Operator attention(int heads, Scores scores) {
        return new Attention(heads, heads, scores.scale, 0, -1, -1, Attention.Scores.RAW);
    }

    private static List<Edge> inputs(Edge q, Edge k, Edge v, Scores scores) {
        var inputs = new ArrayList<>(List.of(q, k, v));
        if (scores.mask != null) {
            inputs.add(scores.mask);
        }
        return inputs;
    }

    private static boolean isProduct(Node node, int rank) {
        return node.op() instanceof MatMul(boolean transposeA, boolean transposeB, Epilogue epilogue)
                && !transposeA
                && epilogue.equals(Epilogue.NONE)
                && node.inputCount() == 2
                && isFloat(node.requireInput(0), rank)
                && isFloat(node.requireInput(1), rank);
    }

    private static boolean isFloat(Edge edge, int rank) {
        return edge.tensorType().element() == ElementType.FLOAT && edge.shape().rank() == rank;
    }

    private static boolean isSoftmax(Node node) {
        return node.op() instanceof Softmax(int axis, boolean toEnd, boolean logarithm)
                && !logarithm
                && (axis == -1 || axis == node.output().shape().rank() - 1);
    }

    private static @Nullable Scores scores(Graph graph, Node softmax) {
        Node node = Fusion.onlyProducer(softmax, 0);
        Edge mask = null;
        if (node != null && node.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.ADD) {
            int own = isScaledProduct(node.requireInput(0)) ? 0 : 1;
            mask = node.requireInput(1 - own);
            if (!isMask(mask, softmax.output().shape())) {
                return null;
            }
            node = Fusion.onlyProducer(node, own);
        }
        float scale = 1;
        if (node != null && node.op() instanceof Binary(BinaryFunction f)) {
            double number = Fusion.scalar(node.requireInput(1));
            scale = switch (f) {
                case MUL -> (float) number;
                case DIV -> (float) (1 / number);
                default -> Float.NaN;
            };
            node = Fusion.onlyProducer(node, 0);
        }
        return node != null
                        && isProduct(node, 4)
                        && Float.isFinite(scale)
                        && scale != 0
                        && node.output().shape().equals(softmax.output().shape())
                        && Fusion.isPrivate(graph, node.output())
                ? new Scores(node, scale, mask)
                : null;
    }

    private static boolean isScaledProduct(Edge edge) {
        Node node = edge.producer();
        if (node != null && node.op() instanceof Binary) {
            node = node.requireInput(0).producer();
        }
        return node != null && node.op() instanceof MatMul;
    }

    /** Whether a mask covers every key and does not make the scores more. */
    private static boolean isMask(Edge mask, Shape scores) {
        Shape shape = mask.shape();
        if (mask.tensorType().element() != ElementType.FLOAT
                || shape.rank() < 1
                || shape.rank() > 4
                || shape.dim(-1) != scores.dim(-1)) {
            return false;
        }
        for (int back = 2; back <= shape.rank(); back++) {
            if (shape.dim(-back) != 1 && shape.dim(-back) != scores.dim(-back)) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameHeads(Edge q, Edge k, int keyAxis, Edge v) {
        for (int axis = 0; axis < 2; axis++) {
            if (q.shape().dim(axis) != k.shape().dim(axis)
                    || q.shape().dim(axis) != v.shape().dim(axis)) {
                return false;
            }
        }
        return k.shape().dim(keyAxis) == v.shape().dim(2);
    }

    /** {@code [N, length, heads * size]} that {@code heads} was made of by splitting and moving the heads. */
    private static @Nullable Edge unsplit(Edge heads, Ints permutation) {
        Node transpose = heads.producer();
        if (transpose == null || !(transpose.op() instanceof Transpose(Ints p)) || !p.equals(permutation)) {
            return null;
        }
        Edge split = transpose.requireInput(0);
        Node reshape = split.producer();
        return reshape != null
                        && reshape.op() instanceof Reshape
                        && isSplit(reshape.requireInput(0).shape(), split.shape())
                ? reshape.requireInput(0)
                : null;
    }

    /** The node that puts the heads of {@code values} back side by side. */
    private static @Nullable Node joined(Graph graph, Node values) {
        if (!Fusion.isPrivate(graph, values.output())) {
            return null;
        }
        Node transpose = values.output().consumers().getFirst();
        if (!(transpose.op() instanceof Transpose(Ints p))
                || !p.equals(SPLIT)
                || !Fusion.isPrivate(graph, transpose.output())) {
            return null;
        }
        Node reshape = transpose.output().consumers().getFirst();
        return reshape.op() instanceof Reshape
                        && isSplit(reshape.output().shape(), transpose.output().shape())
                ? reshape
                : null;
    }

    private static boolean isSplit(Shape joined, Shape split) {
        return joined.rank() == 3
                && split.rank() == 4
                && joined.dim(0) == split.dim(0)
                && joined.dim(1) == split.dim(1)
                && joined.dim(2) == split.dim(2) * split.dim(3);
    }
}
