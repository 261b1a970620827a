package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's normalisations with sums and embeddings before them. */
final class MicrosoftNormalization implements Family {

    private static final String MS = Registry.MICROSOFT;
    private static final float EPSILON = 1e-12f;

    @Override
    public void register(Registry on) {
        on.on("SimplifiedLayerNormalization").builds(MicrosoftNormalization::simplified);
        on.on(MS, "SimplifiedLayerNormalization").builds(MicrosoftNormalization::simplified);
        on.on(MS, "SkipLayerNormalization").builds(node -> skip(node, true, 4));
        on.on(MS, "SkipSimplifiedLayerNormalization").builds(node -> skip(node, false, 3));
        on.on(MS, "EmbedLayerNormalization").builds(MicrosoftNormalization::embed);
        on.on(MS, "QEmbedLayerNormalization").builds(MicrosoftNormalization::quantizedEmbed);
    }

    private static void simplified(OnnxNode node) {
        float epsilon = node.number("epsilon", 1e-5f);
        int axis = node.int32("axis", -1);
        Edge x = node.input(0);
        node.output(0, node.add(new RowNormalization(false, axis, epsilon), x, node.input(1)));
        if (node.hasOutput(1)) {
            var math = new Arithmetic(node);
            int rank = Images.rank(node, x);
            int first = axis < 0 ? axis + rank : axis;
            Ints axes = Ints.of(java.util.stream.IntStream.range(first, rank).toArray());
            Edge square = math.mean(math.unary(UnaryFunction.SQUARE, x), axes, true);
            node.output(1, math.unary(UnaryFunction.RSQRT, math.add(square, math.scalar(epsilon, square))));
        }
    }

    /** The sum of inputs 0, 1 and a bias, normalised; the sum is output 3. */
    private static void skip(OnnxNode node, boolean centred, int biasAt) {
        var math = new Arithmetic(node);
        Edge sum = math.add(node.input(0), node.input(1));
        if (node.hasInput(biasAt)) {
            sum = math.add(sum, node.input(biasAt));
        }
        var inputs = new ArrayList<@Nullable Edge>(List.of(sum, node.input(2)));
        if (centred) {
            inputs.add(node.inputOrNull(3));
        }
        boolean statistics = centred && (node.hasOutput(1) || node.hasOutput(2));
        var op = new RowNormalization(centred, -1, node.number("epsilon", EPSILON));
        Node normalized = node.add(op, inputs, statistics ? 3 : 1);
        node.output(0, normalized.output(0));
        for (int i = 1; statistics && i < 3; i++) {
            node.output(i, normalized.output(i));
        }
        node.output(3, sum);
    }

    private static void embed(OnnxNode node) {
        Edge words = node.add(new Gather(0), node.input(2), node.input(0));
        Edge places = node.add(new Gather(0), node.input(3), places(node, node.inputOrNull(8)));
        Edge segments = node.hasInput(4) ? node.add(new Gather(0), node.input(4), node.input(1)) : null;
        normalized(node, words, places, segments, node.input(5), node.input(6), node.inputOrNull(7));
    }

    private static void quantizedEmbed(OnnxNode node) {
        Edge words = gathered(node, 2, 8, node.input(0));
        Edge places = gathered(node, 3, 9, places(node, null));
        Edge segments = node.hasInput(4) ? gathered(node, 4, 10, node.input(1)) : null;
        Edge scale = MicrosoftQuantization.dequantized(node, node.input(5), node.input(11), node.inputOrNull(16), 0);
        Edge shift = MicrosoftQuantization.dequantized(node, node.input(6), node.input(12), node.inputOrNull(17), 0);
        normalized(node, words, places, segments, scale, shift, node.inputOrNull(7));
    }

    private static Edge gathered(OnnxNode node, int table, int scale, Edge indices) {
        Edge rows = node.add(new Gather(0), node.input(table), indices);
        return MicrosoftQuantization.dequantized(node, rows, node.input(scale), node.inputOrNull(scale + 5), 0);
    }

    /** Given places, or those of a row: 0, 1, 2, ... */
    private static Edge places(OnnxNode node, @Nullable Edge given) {
        return given == null
                ? MicrosoftAttention.positions(node, new Arithmetic(node).extent(node.input(0), 1))
                : given;
    }

    private static void normalized(
            OnnxNode node,
            Edge words,
            Edge places,
            @Nullable Edge segments,
            Edge scale,
            Edge shift,
            @Nullable Edge mask) {
        var math = new Arithmetic(node);
        Edge placed = places.shape().hasRank(2) ? node.add(new Unsqueeze(Ints.of(0)), places) : places;
        Edge sum = math.add(words, placed);
        if (segments != null) {
            sum = math.add(sum, segments);
        }
        var op = new RowNormalization(true, -1, node.number("epsilon", EPSILON));
        node.output(0, node.add(op, sum, scale, shift));
        node.output(2, sum);
        if (!node.hasOutput(1)) {
            return;
        }
        if (mask != null) {
            Edge counts = math.reduce(ReduceFunction.SUM, mask, Ints.of(1), false);
            node.output(1, math.cast(counts, ElementType.INT32));
        } else {
            Edge zero = node.constant(Tensor.of(new int[1], 1));
            node.output(1, node.add(new Expand(), zero, math.extent(node.input(0), 0)));
        }
    }
}
