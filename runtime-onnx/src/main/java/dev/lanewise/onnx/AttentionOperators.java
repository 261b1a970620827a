package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.CausalConvolution;
import dev.lanewise.op.nn.LinearAttention;
import dev.lanewise.op.nn.RotaryEmbedding;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attention and what goes with it. */
final class AttentionOperators implements Family {

    private static final String PREVIEW = "ai.onnx.preview";

    @Override
    public void register(Registry on) {
        on.on("Attention").since(23).builds(AttentionOperators::attention);
        on.on("RotaryEmbedding").since(23).builds(AttentionOperators::rotary);
        on.on("LinearAttention").since(27).reads(AttentionOperators::linear);
        on.on("CausalConvWithState").since(27).reads(AttentionOperators::causalConvolution);
        on.on(PREVIEW, "FlexAttention").builds(AttentionOperators::flexible);
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

    private static Operator causalConvolution(OnnxNode node) {
        return switch (node.text("activation", "none")) {
            case "none" -> new CausalConvolution(false);
            case "silu", "swish" -> new CausalConvolution(true);
            case String other -> throw node.error("activation is '" + other + "', expected none, silu or swish");
        };
    }

    private static Operator linear(OnnxNode node) {
        String rule = node.text("update_rule", "gated_delta");
        if (!List.of("linear", "gated", "delta", "gated_delta").contains(rule)) {
            throw node.error("update_rule is '" + rule + "', expected linear, gated, delta or gated_delta");
        }
        return new LinearAttention(
                (int) node.integer("q_num_heads"),
                (int) node.integer("kv_num_heads"),
                rule.startsWith("gated"),
                rule.endsWith("delta"),
                node.number("scale", 0));
    }

    /** Attention whose scores and probabilities go through graphs that the node brings. */
    private static void flexible(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge q = node.input(0);
        Edge k = node.input(1);
        Edge v = node.input(2);
        if (!q.shape().hasRank(4)
                || !k.shape().hasRank(4)
                || q.shape().dim(1) < 0
                || k.shape().dim(1) < 1
                || q.shape().dim(3) < 0) {
            throw node.error("queries and keys have shapes " + q.shape() + " and " + k.shape()
                    + ", expected 4 dimensions with known numbers of heads");
        }
        int shared = (int) (q.shape().dim(1) / k.shape().dim(1));
        ElementType type = q.tensorType().element();
        ElementType wide = node.elementType(
                "softmax_precision", type == ElementType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT);
        float scale = node.number("scale", (float) (1 / Math.sqrt(q.shape().dim(3))));
        Edge scaled = math.multiply(q, math.scalar(scale, q));
        Edge scores = math.cast(node.add(new MatMul(false, true), scaled, repeated(node, k, shared)), wide);
        if (node.has("score_mod")) {
            scores = Inlining.call(node, body(node, "score_mod", scores), scores);
        }
        Edge probabilities = node.add(new Softmax(-1), scores);
        if (node.has("prob_mod")) {
            probabilities = Inlining.call(node, body(node, "prob_mod", probabilities), probabilities);
        }
        Edge values = math.cast(repeated(node, v, shared), wide);
        node.output(
                0,
                math.cast(
                        node.add(new MatMul(), probabilities, values),
                        v.tensorType().element()));
    }

    private static OnnxNode.Body body(OnnxNode node, String attribute, Edge argument) {
        return node.body(attribute, (index, declared) -> argument.type());
    }

    /** Every head as often as query heads share it. */
    private static Edge repeated(OnnxNode node, Edge x, int times) {
        if (times == 1) {
            return x;
        }
        var heads = new int[Math.toIntExact(x.shape().dim(1) * times)];
        Arrays.setAll(heads, i -> i / times);
        long[] indices = Arrays.stream(heads).asLongStream().toArray();
        return node.add(new Gather(1), x, node.constant(Tensor.of(indices, indices.length)));
    }
}
