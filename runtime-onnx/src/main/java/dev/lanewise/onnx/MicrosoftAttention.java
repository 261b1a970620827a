package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.RotaryEmbedding;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Range;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's attention operators, as projections, caches and masks around one attention. */
final class MicrosoftAttention implements Family {

    private static final String MS = Registry.MICROSOFT;
    private static final Ints HEADS_FIRST = Ints.of(0, 2, 1, 3);

    @Override
    public void register(Registry on) {
        on.on(MS, "Attention").builds(MicrosoftAttention::attention);
        on.on(MS, "QAttention").builds(MicrosoftAttention::quantized);
        on.on(MS, "MultiHeadAttention").builds(MicrosoftAttention::multiHead);
        on.on(MS, "GroupQueryAttention").builds(GroupQueryAttention::build);
        on.on(MS, "RotaryEmbedding").builds(MicrosoftAttention::rotary);
    }

    /** {@code [N, L, heads * size]} to {@code [N, heads, L, size]}. */
    static Edge headsFirst(OnnxNode node, Edge x, int heads) {
        long width = x.shape().isRanked() ? x.shape().dim(-1) : Shape.ANY;
        int size = width > 0 && width % heads == 0 ? (int) (width / heads) : -1;
        return node.add(new Transpose(HEADS_FIRST), node.add(Reshape.To.of(0, 0, heads, size), x));
    }

    static int heads(OnnxNode node, String attribute) {
        int heads = node.int32(attribute, 0);
        if (heads < 1) {
            throw node.error("attribute '" + attribute + "' is " + heads + ", expected 1 or more");
        }
        return heads;
    }

    private static void attention(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge qkv = node.add(new MatMul(), node.input(0), node.input(1));
        Edge biased = node.hasInput(2) ? math.add(qkv, node.input(2)) : qkv;
        if (node.flag("past_present_share_buffer", false) || node.hasInput(6)) {
            throw node.error("has a past that shares its buffer with the present, which is not supported");
        }
        projected(node, biased, node.inputOrNull(3), node.inputOrNull(4), node.inputOrNull(5));
    }

    private static void quantized(OnnxNode node) {
        Edge qkv = MicrosoftQuantization.integerProduct(
                node,
                node.input(0),
                node.inputOrNull(6),
                node.input(3),
                node.input(1),
                node.inputOrNull(7),
                node.input(4));
        projected(node, new Arithmetic(node).add(qkv, node.input(2)), node.inputOrNull(5), node.inputOrNull(8), null);
    }

    /** Attention from queries, keys and values side by side. */
    private static void projected(
            OnnxNode node, Edge qkv, @Nullable Edge mask, @Nullable Edge past, @Nullable Edge bias) {
        int heads = heads(node, "num_heads");
        if (node.flag("do_rotary", false)) {
            throw node.error("has do_rotary, which is not supported");
        }
        long[] sizes = node.integers("qkv_hidden_sizes");
        Node parts;
        if (sizes == null) {
            parts = node.add(new Split(2), List.of(qkv), 3);
        } else {
            parts = node.add(new Split(2), List.of(qkv, new Arithmetic(node).longs(sizes)), 3);
        }
        Edge k = headsFirst(node, parts.output(1), heads);
        Edge v = headsFirst(node, parts.output(2), heads);
        Edge pastKeys = null;
        if (past != null) {
            Node pair = node.add(new Split(0), List.of(past), 2);
            pastKeys = node.add(new Reshape.Squeeze(Ints.of(0)), pair.output(0));
            k = node.add(new Concat(2), pastKeys, k);
            v = node.add(new Concat(2), node.add(new Reshape.Squeeze(Ints.of(0)), pair.output(1)), v);
        }
        if (node.hasOutput(1)) {
            var first = new Unsqueeze(Ints.of(0));
            node.output(1, node.add(new Concat(0), node.add(first, k), node.add(first, v)));
        }
        Edge added = sum(node, mask(node, mask, k), bias);
        node.output(0, attend(node, parts.output(0), k, v, added, pastKeys, 1).output(0));
    }

    private static Node attend(
            OnnxNode node, Edge q, Edge k, Edge v, @Nullable Edge mask, @Nullable Edge past, int outputs) {
        boolean causal = node.flag("unidirectional", false);
        int heads = heads(node, "num_heads");
        var op = new Attention(heads, 0, node.number("scale", 0), 0, -1, causal ? 0 : -1, Attention.Scores.RAW);
        return node.add(op, Arrays.asList(q, k, v, mask, null, past), outputs);
    }

    private static @Nullable Edge sum(OnnxNode node, @Nullable Edge a, @Nullable Edge b) {
        return a == null ? b : b == null ? a : new Arithmetic(node).add(a, b);
    }

    /**
     * What is added to scores: 0 where a key counts, else the node's filter value. A mask is {@code [N]} lengths, {@code
     * [2N]} ends and starts, or flags {@code [N, S]}, {@code [N, L, S]} or {@code [N, 1, L, S]}. Keys are {@code [N,
     * heads, S, size]}.
     */
    private static @Nullable Edge mask(OnnxNode node, @Nullable Edge mask, Edge keys) {
        if (mask == null) {
            return null;
        }
        var math = new Arithmetic(node);
        ElementType type = keys.tensorType().element();
        Edge kept = math.scalar(0, keys);
        Edge dropped = math.cast(node.constant(Tensor.scalar(node.number("mask_filter_value", -10_000))), type);
        int rank = Images.rank(node, mask);
        Edge counts;
        if (rank == 1) {
            counts = counted(node, math, math.cast(mask, ElementType.INT64), keys);
        } else {
            Ints axes = rank == 2 ? Ints.of(1, 2) : rank == 3 ? Ints.of(1) : Ints.of();
            Edge flags = axes.isEmpty() ? mask : node.add(new Unsqueeze(axes), mask);
            counts = node.add(new Compare(CompareFunction.GREATER), flags, math.scalar(0, flags));
        }
        return node.add(new Where(), counts, kept, dropped);
    }

    /** Whether each key is before its row's end, and not before its start where there are starts. */
    private static Edge counted(OnnxNode node, Arithmetic math, Edge limits, Edge keys) {
        Shape given = limits.shape();
        long batch = keys.shape().isRanked() ? keys.shape().dim(0) : Shape.ANY;
        if (given.dim(0) >= 0 && batch >= 0 && given.dim(0) != batch && given.dim(0) != 2 * batch) {
            throw node.error("the mask has shape " + given + " for a batch of " + batch);
        }
        Edge place = positions(node, math.extent(keys, 2));
        boolean starts = batch >= 0 && given.dim(0) == 2 * batch;
        if (!starts) {
            Edge ends = node.add(Reshape.To.of(-1, 1, 1, 1), limits);
            return node.add(new Compare(CompareFunction.LESS), place, ends);
        }
        Edge pairs = node.add(Reshape.To.of(2, -1, 1, 1, 1), limits);
        Node halves = node.add(new Split(0), List.of(pairs), 2);
        Edge end = node.add(new Reshape.Squeeze(Ints.of(0)), halves.output(0));
        Edge start = node.add(new Reshape.Squeeze(Ints.of(0)), halves.output(1));
        Edge before = node.add(new Compare(CompareFunction.LESS), place, end);
        Edge behind = node.add(new Compare(CompareFunction.GREATER_OR_EQUAL), place, start);
        return node.add(new dev.lanewise.op.elementwise.Binary(dev.lanewise.kernel.BinaryFunction.AND), before, behind);
    }

    /** 0 to before {@code count}, a vector of one INT64. */
    static Edge positions(OnnxNode node, Edge count) {
        Edge zero = node.constant(Tensor.scalar(0L));
        Edge one = node.constant(Tensor.scalar(1L));
        return node.add(new Range(), zero, node.add(new Reshape.Squeeze(Ints.of(0)), count), one);
    }

    private static void multiHead(OnnxNode node) {
        var math = new Arithmetic(node);
        int heads = heads(node, "num_heads");
        Edge q = node.input(0);
        Edge k = node.inputOrNull(1);
        Edge v = node.inputOrNull(2);
        boolean given = k != null && Images.rank(node, k) == 4;
        if (k == null) {
            Node parts = node.add(new Split(3), List.of(packed(node, q, 3)), 3);
            q = flat(node, parts.output(0));
            k = flat(node, parts.output(1));
            v = flat(node, parts.output(2));
        } else if (v == null) {
            Node parts = node.add(new Split(3), List.of(packed(node, k, 2)), 2);
            k = flat(node, parts.output(0));
            v = flat(node, parts.output(1));
        }
        Edge bias = node.inputOrNull(3);
        if (bias != null) {
            Edge[] pieces = biases(node, bias, q, given ? q : k);
            q = math.add(q, pieces[0]);
            k = given ? k : math.add(k, pieces[1]);
            v = given ? v : math.add(v, pieces[2]);
        }
        k = given ? k : headsFirst(node, k, heads);
        v = given ? v : headsFirst(node, v, heads);
        Edge past = node.inputOrNull(6);
        if (past != null && !given) {
            k = node.add(new Concat(2), past, k);
            v = node.add(new Concat(2), node.input(7), v);
        }
        node.output(1, k);
        node.output(2, v);
        Edge mask = sum(node, mask(node, node.inputOrNull(4), k), node.inputOrNull(5));
        Node attention = attend(node, q, k, v, mask, given ? null : past, node.hasOutput(3) ? 2 : 1);
        node.output(0, attention.output(0));
        if (node.hasOutput(3)) {
            node.output(3, attention.output(1));
        }
    }

    /** {@code [N, L, heads, parts, size]}, whose parts are to be split. */
    private static Edge packed(OnnxNode node, Edge x, int parts) {
        if (Images.rank(node, x) != 5) {
            throw node.error(
                    "'" + x.name() + "' has shape " + x.shape() + ", expected 5 dimensions, axis 3 of " + parts);
        }
        return x;
    }

    private static Edge flat(OnnxNode node, Edge x) {
        return node.add(Reshape.To.of(0, 0, -1), node.add(new Reshape.Squeeze(Ints.of(3)), x));
    }

    private static Edge[] biases(OnnxNode node, Edge bias, Edge q, Edge k) {
        var math = new Arithmetic(node);
        Edge queries = math.extent(q, 2);
        Edge keys = math.extent(k, 2);
        Edge values = math.subtract(math.extent(bias, 0), math.add(queries, keys));
        Node parts = node.add(new Split(0), List.of(bias, node.add(new Concat(0), queries, keys, values)), 3);
        return IntStream.range(0, 3).mapToObj(parts::output).toArray(Edge[]::new);
    }

    private static void rotary(OnnxNode node) {
        Edge x = node.input(0);
        var math = new Arithmetic(node);
        int rank = Images.rank(node, x);
        int heads = node.int32("num_heads", 0);
        int rotated = node.int32("rotary_embedding_dim", 0);
        if (rank == 3 && heads == 0) {
            long half = node.input(2).shape().isRanked() ? node.input(2).shape().dim(1) : Shape.ANY;
            if (half < 1 || x.shape().dim(2) < 0) {
                rotaryOfUnknownHeads(node);
                return;
            }
            if (x.shape().dim(2) % (2 * half) != 0) {
                throw node.error("'" + x.name() + "' has shape " + x.shape() + " for heads of " + 2 * half);
            }
            heads = (int) (x.shape().dim(2) / (2 * half));
        }
        var op = new RotaryEmbedding(rotated, node.flag("interleaved", false), rank == 3 ? heads : 0);
        Edge places = places(node, math.extent(x, rank == 3 ? 1 : 2));
        node.output(0, node.add(op, x, node.input(2), node.input(3), places));
    }

    /** Heads as wide as two rows of cosines, split off where only a run tells how many these are. */
    private static void rotaryOfUnknownHeads(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge x = node.input(0);
        Edge size = math.multiply(math.extent(node.input(2), 1), math.longs(2));
        Edge split = node.add(new Reshape(false), x, node.add(new Concat(0), math.longs(0, 0, -1), size));
        Edge heads = node.add(new Transpose(HEADS_FIRST), split);
        var op = new RotaryEmbedding(0, node.flag("interleaved", false), 0);
        Edge rotated = node.add(op, heads, node.input(2), node.input(3), places(node, math.extent(x, 1)));
        node.output(0, node.add(Reshape.To.of(0, 0, -1), node.add(new Transpose(HEADS_FIRST), rotated)));
    }

    /** The places {@code [N, L]} of the tokens, of which one number may be given for the first. */
    private static Edge places(OnnxNode node, Edge length) {
        Edge given = node.input(1);
        if (!given.shape().hasRank(1)) {
            return given;
        }
        var math = new Arithmetic(node);
        Edge own = math.add(positions(node, length), given);
        Edge shape = node.add(new Concat(0), math.extent(node.input(0), 0), math.longs(1));
        return node.add(new Expand(), node.add(new Unsqueeze(Ints.of(0)), own), shape);
    }
}
