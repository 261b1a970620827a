package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.RotaryEmbedding;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Attention and what goes with it. */
final class AttentionOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Attention").since(23).builds(AttentionOperators::attention);
        on.on("RotaryEmbedding").since(23).builds(AttentionOperators::rotary);
    }

    private static void rotary(OnnxNode node) {
        int rank = Images.rank(node, node.input(0));
        int heads = node.int32("num_heads", 0);
        if (rank == 3 && heads < 1) {
            throw node.error("attribute 'num_heads' is missing");
        }
        node.becomes(new RotaryEmbedding(
                node.int32("rotary_embedding_dim", 0), node.flag("interleaved", false), rank == 3 ? heads : 0));
    }

    private static void attention(OnnxNode node) {
        Edge q = node.input(0);
        boolean packed = Images.rank(node, q) == 3;
        int queryHeads = packed ? (int) node.integer("q_num_heads") : 0;
        int keyHeads = packed ? (int) node.integer("kv_num_heads") : 0;
        if (packed && (queryHeads < 1 || keyHeads < 1)) {
            throw node.error("has " + queryHeads + " and " + keyHeads + " heads");
        }
        Edge k = node.input(1);
        Edge v = node.input(2);
        Edge past = node.inputOrNull(4);
        boolean joins = past != null || node.hasOutput(1) || node.hasOutput(2);
        if (joins && packed) {
            k = unpacked(node, k, keyHeads);
            v = unpacked(node, v, keyHeads);
        }
        if (past != null) {
            k = node.add(new Concat(2), past, k);
            v = node.add(new Concat(2), node.input(5), v);
        }
        boolean causal = node.flag("is_causal", false);
        var op = new Attention(
                queryHeads,
                joins ? 0 : keyHeads,
                node.number("scale", 0),
                node.number("softcap", 0),
                node.int32("left_window_size", -1),
                causal ? 0 : node.int32("right_window_size", -1),
                scores(node));
        @Nullable Edge[] inputs = {q, k, v, mask(node, q), node.inputOrNull(6), past};
        Node attention = node.add(op, Arrays.asList(inputs), node.hasOutput(3) ? 2 : 1);
        node.output(0, attention.output(0));
        node.output(1, k);
        node.output(2, v);
        if (node.hasOutput(3)) {
            node.output(3, attention.output(1));
        }
    }

    private static Edge unpacked(OnnxNode node, Edge x, int heads) {
        return node.add(new Transpose(Ints.of(0, 2, 1, 3)), node.add(Reshape.To.of(0, 0, heads, -1), x));
    }

    private static @Nullable Edge mask(OnnxNode node, Edge q) {
        Edge mask = node.inputOrNull(3);
        return mask == null || mask.tensorType().element() == ElementType.BOOL
                ? mask
                : new Arithmetic(node).cast(mask, q.tensorType().element());
    }

    private static Attention.Scores scores(OnnxNode node) {
        long mode = node.integer("qk_matmul_output_mode", 0);
        if (mode < 0 || mode > 3) {
            throw node.error("qk_matmul_output_mode is " + mode + ", expected 0 to 3");
        }
        return Attention.Scores.values()[(int) mode];
    }
}
