package dev.lanewise.onnx;

import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.nn.Attention;
import dev.lanewise.op.nn.CausalConvolution;
import dev.lanewise.op.nn.LinearAttention;
import dev.lanewise.op.nn.RotaryEmbedding;
import dev.lanewise.op.shape.Concat;
import java.util.List;

/** Writes attention and what goes with it. */
final class AttentionWriters implements WriterFamily {

    private static final int MASK = 3;
    private static final int LENGTHS = 4;
    private static final int PAST = 5;

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Attention attention -> attention(attention, node);
            case RotaryEmbedding rotary -> {
                node.needs(23);
                var attributes = new Attributes()
                        .integer("rotary_embedding_dim", rotary.dimensions())
                        .flag("interleaved", rotary.interleaved(), false);
                node.becomes(
                        "RotaryEmbedding",
                        rotary.heads() == 0 ? attributes : attributes.integer("num_heads", rotary.heads()));
            }
            case LinearAttention linear -> linear(linear, node);
            case CausalConvolution(boolean silu) -> {
                node.needs(27);
                node.becomes("CausalConvWithState", new Attributes().text("activation", silu ? "silu" : "none"));
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void linear(LinearAttention op, OnnxNodeWriter node) {
        node.needs(27);
        String rule = op.gated() && op.delta() ? "gated_delta" : op.gated() ? "gated" : op.delta() ? "delta" : "linear";
        var attributes = new Attributes()
                .integer("q_num_heads", op.queryHeads())
                .integer("kv_num_heads", op.keyHeads())
                .text("update_rule", rule);
        node.becomes("LinearAttention", op.scale() == 0 ? attributes : attributes.number("scale", op.scale()));
    }

    private static void attention(Attention op, OnnxNodeWriter node) {
        node.needs(node.has(LENGTHS) ? 24 : 23);
        var attributes = new Attributes()
                .flag("is_causal", op.right() == 0, false)
                .integer("qk_matmul_output_mode", op.scores().ordinal());
        if (op.scale() != 0) {
            attributes.number("scale", op.scale());
        }
        if (op.softcap() != 0) {
            attributes.number("softcap", op.softcap());
        }
        if (op.left() >= 0 || op.right() > 0) {
            node.needs(27);
            attributes.integer("left_window_size", op.left());
            attributes.integer("right_window_size", op.right() == 0 ? -1 : op.right());
        }
        boolean mixed = op.queryHeads() > 0 && op.keyHeads() == 0;
        if (op.keyHeads() > 0) {
            attributes.integer("q_num_heads", op.queryHeads()).integer("kv_num_heads", op.keyHeads());
        }
        List<String> inputs = inputs(node, mixed ? unpacked(node, op.queryHeads()) : node.input(0));
        List<String> results = node.outputs();
        String y = mixed ? node.value("Attention") : results.getFirst();
        node.becomes(
                "Attention", attributes, inputs, results.size() > 1 ? List.of(y, "", "", results.get(1)) : List.of(y));
        if (mixed) {
            String joined = node.add("Transpose", new Attributes().integers("perm", 0, 2, 1, 3), y);
            node.becomes(
                    "Reshape", new Attributes(), List.of(joined, node.longs(0, 0, -1)), List.of(results.getFirst()));
        }
    }

    /** Packed queries, of which the keys are not. */
    private static String unpacked(OnnxNodeWriter node, int heads) {
        String split = node.add("Reshape", node.input(0), node.longs(0, 0, heads, -1));
        return node.add("Transpose", new Attributes().integers("perm", 0, 2, 1, 3), split);
    }

    /** What came before, in the core joined to keys and values beforehand, is an input of its own where places count. */
    private static List<String> inputs(OnnxNodeWriter node, String queries) {
        String keys = node.input(1);
        String values = node.input(2);
        if (!node.has(PAST)) {
            return List.of(queries, keys, values, node.input(MASK), "", "", node.input(LENGTHS));
        }
        Node k = joined(node, 1);
        Node v = joined(node, 2);
        if (k.input(0) != node.node().input(PAST)) {
            throw node.unsupported("counts places after a cache that is not the first part of its keys");
        }
        return List.of(
                queries,
                node.name(k.requireInput(1)),
                node.name(v.requireInput(1)),
                node.input(MASK),
                node.input(PAST),
                node.name(v.requireInput(0)),
                node.input(LENGTHS));
    }

    /** What joins the two parts of input {@code index}. */
    private static Node joined(OnnxNodeWriter node, int index) {
        Node producer = node.edge(index).producer();
        if (producer == null || !producer.op().equals(new Concat(2)) || producer.inputCount() != 2) {
            throw node.unsupported("has a cache that is not joined to its keys and values");
        }
        return producer;
    }
}
