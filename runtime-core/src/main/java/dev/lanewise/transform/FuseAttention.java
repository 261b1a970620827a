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
            if (graph.nodes().contains(node) && isProduct(node) && !((MatMul) node.op()).transposeB()) {
                changed |= fuse(graph, node);
            }
        }
        return changed;
    }

    /** What the scores are made of. */
    private record Scores(
            Node product, float scale, @Nullable Edge mask) {}

    private static boolean fuse(Graph graph, Node values) {
        Node softmax = producerOfMatrices(graph, values, 0);
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
        if (!sameHeads(q, k, stored ? -2 : -1, v)) {
            return false;
        }
        Shape rows = softmax.output().shape();
        if (!isSplitLike(q.shape(), rows) || !isSplitLike(v.shape(), rows)) {
            fuseApart(graph, values, softmax, scores, stored);
            return true;
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
        Edge keys = stored ? k : turned(graph, values.name(), k);
        graph.substitute(values, attention(0, scores), inputs(q, keys, v, scores));
        return true;
    }

    /** Whether batch and heads are axes of their own, those of the softmax. */
    private static boolean isSplitLike(Shape shape, Shape rows) {
        return shape.rank() == 4 && rows.rank() == 4 && shape.dim(0) == rows.dim(0) && shape.dim(1) == rows.dim(1);
    }

    /** Where batch and heads are one axis for a product: they come apart as those of the softmax are. */
    private static void fuseApart(Graph graph, Node values, Node softmax, Scores scores, boolean stored) {
        Edge q = scores.product.requireInput(0);
        Edge k = scores.product.requireInput(1);
        Edge v = values.requireInput(1);
        Shape rows = softmax.output().shape();
        long heads = rows.dim(-3);
        long images = q.shape().product(0, q.shape().rank() - 2) / heads;
        String name = values.name();
        Edge keys = apart(graph, name + ".k", k, images, heads);
        Edge attention = graph.add(
                name,
                attention(0, scores),
                inputs(
                                apart(graph, name + ".q", q, images, heads),
                                stored ? keys : turned(graph, name, keys),
                                apart(graph, name + ".v", v, images, heads),
                                scores)
                        .toArray(Edge[]::new));
        graph.replace(
                values.output(),
                view(graph, name + ".joined", attention, values.output().shape()));
        graph.remove(values);
    }

    private static Edge apart(Graph graph, String name, Edge edge, long images, long heads) {
        return view(
                graph,
                name,
                edge,
                Shape.of(images, heads, edge.shape().dim(-2), edge.shape().dim(-1)));
    }

    private static Edge view(Graph graph, String name, Edge edge, Shape shape) {
        return edge.shape().equals(shape) ? edge : graph.add(name, new Reshape.To(Ints.of(shape.dims())), edge);
    }

    /** Keys as they were before they were transposed, or transposed back. */
    private static Edge turned(Graph graph, String name, Edge keys) {
        Edge made = keys;
        while (made.producer() != null && isView(made.producer())) {
            made = made.producer().requireInput(0);
        }
        Node transpose = made.producer();
        if (transpose != null
                && transpose.op().equals(new Transpose(TRANSPOSED))
                && made.shape().equals(keys.shape())) {
            return transpose.requireInput(0);
        }
        return graph.add(name + ".keys", new Transpose(TRANSPOSED), keys);
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

    private static boolean isProduct(Node node) {
        return node.op() instanceof MatMul(boolean transposeA, boolean transposeB, Epilogue epilogue)
                && !transposeA
                && epilogue.equals(Epilogue.NONE)
                && node.inputCount() == 2
                && isMatrices(node.requireInput(0))
                && isMatrices(node.requireInput(1));
    }

    private static boolean isMatrices(Edge edge) {
        int rank = edge.shape().rank();
        return edge.tensorType().element() == ElementType.FLOAT && (rank == 3 || rank == 4);
    }

    /** What makes an input that nothing else reads, behind reshapes that leave the last two dimensions alone. */
    private static @Nullable Node producerOfMatrices(Graph graph, Node node, int index) {
        Node producer = Fusion.onlyProducer(node, index);
        while (producer != null && isView(producer) && Fusion.isPrivate(graph, producer.output())) {
            producer = Fusion.onlyProducer(producer, 0);
        }
        return producer;
    }

    private static boolean isView(Node node) {
        if (!(node.op() instanceof Reshape || node.op() instanceof Reshape.To)) {
            return false;
        }
        Shape from = node.requireInput(0).shape();
        Shape to = node.output().shape();
        return from.rank() >= 3 && to.rank() >= 3 && from.dim(-1) == to.dim(-1) && from.dim(-2) == to.dim(-2);
    }

    private static boolean isSoftmax(Node node) {
        return node.op() instanceof Softmax(int axis, boolean toEnd, boolean logarithm)
                && !logarithm
                && (axis == -1 || axis == node.output().shape().rank() - 1);
    }

    private static @Nullable Scores scores(Graph graph, Node softmax) {
        Node node = producerOfMatrices(graph, softmax, 0);
        Edge mask = null;
        if (node != null && node.op() instanceof Binary(BinaryFunction f) && f == BinaryFunction.ADD) {
            int own = isScaledProduct(node.requireInput(0)) ? 0 : 1;
            mask = node.requireInput(1 - own);
            if (!isMask(mask, softmax.output().shape())) {
                return null;
            }
            node = producerOfMatrices(graph, node, own);
        }
        float scale = 1;
        if (node != null && node.op() instanceof Binary(BinaryFunction f)) {
            double number = Fusion.scalar(node.requireInput(1));
            scale = switch (f) {
                case MUL -> (float) number;
                case DIV -> (float) (1 / number);
                default -> Float.NaN;
            };
            node = producerOfMatrices(graph, node, 0);
        }
        return node != null
                        && isProduct(node)
                        && Float.isFinite(scale)
                        && scale != 0
                        && node.output().shape().size()
                                == softmax.output().shape().size()
                        && Fusion.isPrivate(graph, node.output())
                ? new Scores(node, scale, mask)
                : null;
    }

    private static boolean isScaledProduct(Edge edge) {
        Node node = edge.producer();
        while (node != null && (node.op() instanceof Binary || isView(node))) {
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
        boolean same = q.shape().rank() == k.shape().rank();
        for (int axis = 0; same && axis < q.shape().rank() - 2; axis++) {
            same = q.shape().dim(axis) == k.shape().dim(axis);
        }
        boolean matches = q.shape().rank() == v.shape().rank()
                && q.shape().product(0, q.shape().rank() - 2)
                        == v.shape().product(0, v.shape().rank() - 2);
        return same && matches && k.shape().dim(keyAxis) == v.shape().dim(-2);
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
