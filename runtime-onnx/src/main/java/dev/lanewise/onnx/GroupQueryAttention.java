package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.RotaryEmbedding;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.TensorScatter;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads com.microsoft GroupQueryAttention: causal attention in which query heads share key heads, over a cache that may
 * have room behind what it holds. Every row of the batch has its own length, so keys are written where the row ends and
 * a mask says what each query sees.
 */
final class GroupQueryAttention {

    private final OnnxNode node;
    private final Arithmetic math;
    private final int heads;
    private final int keyHeads;
    private final Edge starts;
    private final Edge queryPlaces;

    private GroupQueryAttention(OnnxNode node) {
        this.node = node;
        this.math = new Arithmetic(node);
        this.heads = MicrosoftAttention.heads(node, "num_heads");
        this.keyHeads = MicrosoftAttention.heads(node, "kv_num_heads");
        Edge added = math.extent(node.input(0), 1);
        Edge lengths = node.add(Reshape.To.of(-1), math.cast(node.input(5), ElementType.INT64));
        Edge total = node.add(Reshape.To.of(-1), math.cast(node.input(6), ElementType.INT64));
        Edge before = math.subtract(math.add(lengths, math.longs(1)), added);
        Edge first = node.add(new Compare(CompareFunction.EQUAL), total, added);
        this.starts = node.add(new Where(), first, math.longs(0), before);
        Edge places = MicrosoftAttention.positions(node, added);
        this.queryPlaces = math.add(node.add(new Unsqueeze(Ints.of(1)), starts), places);
    }

    static void build(OnnxNode node) {
        new GroupQueryAttention(node).build();
    }

    private void build() {
        Edge q = node.input(0);
        Edge k = node.inputOrNull(1);
        Edge v = node.inputOrNull(2);
        if (k == null || v == null) {
            Edge sizes = sizes(q);
            Node parts = node.add(new Split(2), List.of(q, sizes), 3);
            q = parts.output(0);
            k = parts.output(1);
            v = parts.output(2);
        }
        if (node.flag("do_rotary", false)) {
            q = rotated(q, heads);
            k = rotated(k, keyHeads);
        }
        Edge keys = cached(node.inputOrNull(3), MicrosoftAttention.headsFirst(node, k, keyHeads));
        Edge values = cached(node.inputOrNull(4), MicrosoftAttention.headsFirst(node, v, keyHeads));
        var op = new Attention(
                heads, 0, node.number("scale", 0), node.number("softcap", 0), -1, -1, Attention.Scores.RAW);
        node.output(
                0,
                node.add(op, Arrays.asList(q, keys, values, mask(keys), null, null, sinks()), 1)
                        .output());
        node.output(1, keys);
        node.output(2, values);
    }

    /** How wide the queries, keys and values are that lie side by side. */
    private Edge sizes(Edge packed) {
        long width = packed.shape().isRanked() ? packed.shape().dim(2) : Shape.ANY;
        long all = heads + 2L * keyHeads;
        if (width >= 0 && width % all != 0) {
            throw node.error(
                    "packed queries have shape " + packed.shape() + " for " + heads + " + 2 x " + keyHeads + " heads");
        }
        if (width >= 0) {
            return math.longs(heads * (width / all), keyHeads * (width / all), keyHeads * (width / all));
        }
        Edge size = math.divide(math.extent(packed, 2), math.longs(all));
        return math.multiply(size, math.longs(heads, keyHeads, keyHeads));
    }

    /** Scores of a key without a value; those of a smooth softmax are 0. */
    private @Nullable Edge sinks() {
        if (node.hasInput(11)) {
            return math.cast(node.input(11), ElementType.FLOAT);
        }
        return node.flag("smooth_softmax", false) ? node.constant(Tensor.of(new float[heads], heads)) : null;
    }

    private Edge rotated(Edge x, int count) {
        Edge places = node.hasInput(9) ? math.cast(node.input(9), ElementType.INT64) : queryPlaces;
        var op = new RotaryEmbedding(
                node.int32("rotary_embedding_dim", 0), node.flag("rotary_interleaved", false), count);
        return node.add(op, x, node.input(7), node.input(8), places);
    }

    /** The cache, longer where the new length needs it, with {@code added} written where each row ends. */
    private Edge cached(@Nullable Edge past, Edge added) {
        if (past == null) {
            return added;
        }
        Edge total = node.add(Reshape.To.of(-1), math.cast(node.input(6), ElementType.INT64));
        Edge missing = math.larger(math.subtract(total, math.extent(past, 2)), math.longs(0));
        Edge shape = node.add(new Concat(0), math.extent(past, 0), math.extent(past, 1), missing, math.extent(past, 3));
        Edge zero = node.constant(Tensor.zeros(past.tensorType().element()));
        Edge longer = node.add(new Concat(2), past, node.add(new Expand(), zero, shape));
        return node.add(new TensorScatter(2, false), longer, added, starts);
    }

    /** What is added to scores {@code [N, heads, L, S]}. */
    private Edge mask(Edge keys) {
        Edge place = MicrosoftAttention.positions(node, math.extent(keys, 2));
        Edge own = node.add(new Unsqueeze(Ints.of(1, 3)), queryPlaces);
        Edge seen = node.add(new Compare(CompareFunction.LESS_OR_EQUAL), place, own);
        int window = node.int32("local_window_size", -1);
        if (window >= 0) {
            Edge oldest = math.subtract(own, math.longs(window));
            Edge near = node.add(new Compare(CompareFunction.GREATER), place, oldest);
            seen = node.add(new Binary(BinaryFunction.AND), seen, near);
        }
        Edge bias = node.inputOrNull(10);
        if (bias == null) {
            return seen;
        }
        Edge added = node.add(new Where(), seen, math.scalar(0, bias), math.scalar(Float.NEGATIVE_INFINITY, bias));
        return math.add(added, bias);
    }
}
