package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.Hardmax;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.stream.IntStream;

/** Softmax and normalisation. */
final class NormalizationOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Softmax").reads(node -> new Softmax(node.int32("axis", 1), true, false));
        on.on("Softmax").since(13).reads(node -> new Softmax(node.int32("axis", -1)));
        on.on("LogSoftmax").reads(node -> new Softmax(node.int32("axis", 1), true, true));
        on.on("LogSoftmax").since(13).reads(node -> new Softmax(node.int32("axis", -1), false, true));
        on.on("Hardmax").reads(node -> new Hardmax(node.int32("axis", 1), true));
        on.on("Hardmax").since(13).reads(node -> new Hardmax(node.int32("axis", -1), false));
        on.on("BatchNormalization").builds(NormalizationOperators::batchNormalization);
        on.on("InstanceNormalization")
                .builds(node -> image(node, new GroupNormalization(0, false, node.number("epsilon", 1e-5f))));
        on.on("GroupNormalization").since(18).builds(node -> groupNormalization(node, true));
        on.on("GroupNormalization").since(21).builds(node -> groupNormalization(node, false));
        on.on("LayerNormalization").builds(node -> rows(node, true));
        on.on("RMSNormalization").builds(node -> rows(node, false));
        on.on("LpNormalization").builds(NormalizationOperators::lpNormalization);
        on.on("MeanVarianceNormalization").builds(node -> {
            boolean acrossChannels = node.flag("across_channels", false);
            Ints axes = acrossChannels ? Ints.of(0, 1, 2, 3) : Ints.of(0, 2, 3);
            meanVariance(node, axes, node.flag("normalize_variance", true));
        });
        on.on("MeanVarianceNormalization")
                .since(9)
                .builds(node -> meanVariance(node, node.ints("axes", Ints.of(0, 2, 3)), true));
        on.on("LRN").builds(NormalizationOperators::localResponse);
    }

    private static void image(OnnxNode node, GroupNormalization op) {
        int rank = Images.rank(node, node.input(0));
        Edge x = Images.channelsLast(node, node.input(0), rank);
        Edge y = node.add(op, x, node.input(1), node.input(2));
        node.output(0, Images.channelsFirst(node, y, rank));
    }

    private static void rows(OnnxNode node, boolean centred) {
        int axis = node.int32("axis", -1);
        var op = new RowNormalization(centred, axis, node.number("epsilon", 1e-5f));
        Shape x = node.input(0).shape();
        int normalized = axis < 0 ? -axis : x.isRanked() ? x.rank() - axis : Integer.MAX_VALUE;
        if (!isWider(node.input(1), normalized) && !(node.hasInput(2) && isWider(node.input(2), normalized))) {
            node.becomes(op);
            return;
        }
        var math = new Arithmetic(node);
        Node plain = node.add(op, List.of(node.input(0)), node.outputCount());
        Edge scaled = math.multiply(plain.output(0), node.input(1));
        node.output(0, node.hasInput(2) ? math.add(scaled, node.input(2)) : scaled);
        for (int i = 1; i < node.outputCount(); i++) {
            node.output(i, plain.output(i));
        }
    }

    /** Whether a parameter varies along axes that are not normalised. */
    private static boolean isWider(Edge parameter, int normalized) {
        Shape shape = parameter.shape();
        return shape.isRanked() && shape.rank() > normalized && shape.product(0, shape.rank() - normalized) != 1;
    }

    private static void groupNormalization(OnnxNode node, boolean perGroup) {
        image(node, new GroupNormalization((int) node.integer("num_groups"), perGroup, node.number("epsilon", 1e-5f)));
    }

    private static void batchNormalization(OnnxNode node) {
        int rank = Images.rank(node, node.input(0));
        boolean spatial = node.flag("spatial", true);
        var math = new Arithmetic(node);
        boolean training = node.flag("training_mode", false)
                || node.opset() < 7 && node.outputCount() > 1 && !node.flag("is_test", false);
        Edge x = node.input(0);
        ElementType wide = x.tensorType().element() == ElementType.DOUBLE ? ElementType.DOUBLE : ElementType.FLOAT;
        Edge mean = math.cast(node.input(3), wide);
        Edge variance = math.cast(node.input(4), wide);
        if (training) {
            Edge wideX = math.cast(x, wide);
            Ints axes = Ints.of(IntStream.range(0, rank).filter(i -> i != 1).toArray());
            Edge kept = math.mean(wideX, axes, true);
            Edge ownMean = math.mean(wideX, axes, false);
            Edge ownVariance = math.mean(math.unary(UnaryFunction.SQUARE, math.subtract(wideX, kept)), axes, false);
            running(node, math, 1, mean, ownMean, node.input(3));
            running(node, math, 2, variance, ownVariance, node.input(4));
            mean = ownMean;
            variance = ownVariance;
        }
        Edge deviation = math.unary(
                UnaryFunction.SQRT, math.add(variance, math.scalar(node.number("epsilon", 1e-5f), variance)));
        Edge scale = math.divide(math.cast(node.input(1), wide), deviation);
        Edge shift = math.subtract(math.cast(node.input(2), wide), math.multiply(mean, scale));
        if (spatial) {
            Edge y = node.add(new ChannelAffine(), Images.channelsLast(node, x, rank), scale, shift);
            node.output(0, Images.channelsFirst(node, y, rank));
        } else {
            Edge y = math.add(math.multiply(math.cast(x, wide), scale), shift);
            node.output(0, math.cast(y, x.tensorType().element()));
        }
    }

    /** Running statistics after a step of training. */
    private static void running(OnnxNode node, Arithmetic math, int output, Edge before, Edge now, Edge like) {
        float momentum = node.number("momentum", 0.9f);
        Edge kept = math.multiply(before, math.scalar(momentum, before));
        Edge taken = math.multiply(now, math.scalar(1 - momentum, now));
        node.output(output, math.cast(math.add(kept, taken), like.tensorType().element()));
    }

    private static void lpNormalization(OnnxNode node) {
        var math = new Arithmetic(node);
        Edge x = node.input(0);
        int p = node.int32("p", 2);
        if (p != 1 && p != 2) {
            throw node.error("p is " + p + ", expected 1 or 2");
        }
        ReduceFunction function = p == 1 ? ReduceFunction.L1 : ReduceFunction.L2;
        Edge norm = math.reduce(function, x, Ints.of(node.int32("axis", -1)), true);
        Edge isZero = node.add(new Compare(CompareFunction.EQUAL), norm, math.scalar(0, norm));
        Edge divisor = node.add(new Where(), isZero, math.scalar(1, norm), norm);
        node.output(0, math.divide(x, divisor));
    }

    private static void meanVariance(OnnxNode node, Ints axes, boolean divide) {
        var math = new Arithmetic(node);
        Edge x = node.input(0);
        Edge centred = math.subtract(x, math.mean(x, axes, true));
        if (!divide) {
            node.output(0, centred);
            return;
        }
        Edge variance = math.mean(math.unary(UnaryFunction.SQUARE, centred), axes, true);
        Edge deviation = math.unary(UnaryFunction.SQRT, variance);
        node.output(0, math.divide(centred, math.add(deviation, math.scalar(1e-9f, deviation))));
    }

    private static void localResponse(OnnxNode node) {
        int size = (int) node.integer("size");
        if (size < 1) {
            throw node.error("size is " + size + ", expected 1 or more");
        }
        int rank = Images.rank(node, node.input(0));
        var op = new Lrn(
                (size - 1) / 2,
                size / 2,
                node.number("alpha", 1e-4f) / size,
                node.number("beta", 0.75f),
                node.number("bias", 1));
        Edge y = node.add(op, Images.channelsLast(node, node.input(0), rank));
        node.output(0, Images.channelsFirst(node, y, rank));
    }
}
