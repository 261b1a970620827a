package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ResizeAxis;
import dev.lanewise.kernel.ResizeCoordinates;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.NonZero;
import dev.lanewise.op.shape.OneHot;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ReverseSequence;
import dev.lanewise.op.shape.ScatterNd;
import dev.lanewise.op.shape.Tile;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that move elements, by rule or by indices. */
final class MovementBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("TRANSPOSE", node -> {
            int rank = node.rank(0);
            int[] axes = IntStream.of(node.constantInts(1))
                    .map(a -> node.axis(a, rank))
                    .toArray();
            node.output(0, node.add(new Transpose(Ints.of(axes)), node.input(0)));
        });
        on.on("PAD", node -> pad(node, StridedPad.Mode.CONSTANT));
        on.on("PADV2", node -> pad(node, StridedPad.Mode.CONSTANT));
        on.on(
                "MIRROR_PAD",
                node -> pad(node, node.byteOption(0) == 0 ? StridedPad.Mode.REFLECT : StridedPad.Mode.SYMMETRIC));
        on.on("TILE", node -> node.output(0, node.add(new Tile(), node.input(0), node.longs(1))));
        on.on("GATHER", MovementBuiltins::gather);
        on.on("GATHER_ND", node -> node.output(0, node.add(new GatherNd(0), node.input(0), node.longs(1))));
        on.on("EMBEDDING_LOOKUP", node -> node.give(0, node.add(new Gather(0), node.real(1), node.input(0))));
        on.on("SCATTER_ND", MovementBuiltins::scatter);
        on.on("ONE_HOT", MovementBuiltins::oneHot);
        on.on("WHERE", node -> {
            Edge places = node.add(new NonZero(), node.input(0));
            node.output(0, node.add(new Transpose(Ints.of(1, 0)), places));
        });
        on.on(
                "REVERSE_SEQUENCE",
                node -> node.output(
                        0,
                        node.add(
                                new ReverseSequence(node.option(1, 0), node.option(0, 0)),
                                node.input(0),
                                node.longs(1))));
        on.on("RESIZE_BILINEAR", node -> resize(node, Resize.Interpolation.LINEAR, 2));
        on.on("RESIZE_NEAREST_NEIGHBOR", node -> resize(node, Resize.Interpolation.NEAREST, 0));
    }

    private static void pad(TfliteNode node, StridedPad.Mode mode) {
        Edge pads = pads(node, 1);
        Edge x = node.input(0);
        if (mode != StridedPad.Mode.CONSTANT) {
            node.output(0, node.add(new Pad(mode), x, pads));
            return;
        }
        if (node.hasInput(2)) {
            Edge value = node.add(Reshape.To.of(), node.input(2));
            node.output(0, node.add(new Pad(mode), x, pads, value));
            return;
        }
        Quantization quantization = node.outputQuantization(0);
        boolean quantized = node.isQuantized(0) && quantization.zeroPoints().length > 0;
        long zero = quantized ? quantization.zeroPoints()[0] : 0;
        Edge value = node.constant(Quantizing.zero(node.inputInfo(0).type(), zero));
        node.output(0, node.add(new Pad(mode), x, pads, value));
    }

    /** Pairs of pads, one an axis, as all begins and then all ends. */
    static Edge pads(TfliteNode node, int input) {
        if (!node.isConstant(input)) {
            return node.add(Reshape.To.of(-1), node.add(new Transpose(Ints.of(1, 0)), node.longs(input)));
        }
        long[] pairs = node.constantLongs(input);
        int count = pairs.length / 2;
        var pads = new long[2 * count];
        for (int i = 0; i < count; i++) {
            pads[i] = pairs[2 * i];
            pads[count + i] = pairs[2 * i + 1];
        }
        return node.vector(pads);
    }

    private static void gather(TfliteNode node) {
        int rank = node.rank(0);
        int indicesRank = node.rank(1);
        int axis = node.axis(node.option(0, 0), rank);
        int given = node.option(1, 0);
        int batch = given < 0 ? given + indicesRank : given;
        if (batch < 0 || batch > indicesRank || batch > axis) {
            throw node.error("has " + given + " batch dimensions for axis " + axis);
        }
        if (batch == 0) {
            node.output(0, node.add(new Gather(axis), node.input(0), node.input(1)));
            return;
        }
        int[] toBatch = IntStream.concat(
                        IntStream.concat(IntStream.range(0, batch), IntStream.of(axis)),
                        IntStream.range(batch, rank).filter(i -> i != axis))
                .toArray();
        Edge x = axis == batch ? node.input(0) : node.add(new Transpose(Ints.of(toBatch)), node.input(0));
        Edge tuples = node.add(new Unsqueeze(Ints.of(indicesRank)), node.input(1));
        Edge y = node.add(new GatherNd(batch), x, tuples);
        int found = indicesRank - batch;
        int between = axis - batch;
        int[] back = IntStream.concat(
                        IntStream.concat(
                                IntStream.range(0, batch), IntStream.range(batch + found, batch + found + between)),
                        IntStream.concat(
                                IntStream.range(batch, batch + found),
                                IntStream.range(batch + found + between, rank - 1 + found)))
                .toArray();
        node.output(0, axis == batch ? y : node.add(new Transpose(Ints.of(back)), y));
    }

    /** Sums of updates in a tensor of zeros. */
    private static void scatter(TfliteNode node) {
        ElementType type = node.inputInfo(1).type();
        Edge zeros = node.add(new Expand(), node.constant(Tensor.zeros(type)), node.longs(2));
        node.output(0, node.add(new ScatterNd(ScatterReduction.ADD), zeros, node.longs(0), node.input(1)));
    }

    /** Indices outside the axis, negative ones too, set nothing. */
    private static void oneHot(TfliteNode node) {
        Edge off = node.add(Reshape.To.of(1), node.input(3));
        Edge on = node.add(Reshape.To.of(1), node.input(2));
        Edge values = node.add(new Concat(0), List.of(off, on), 1).output();
        node.output(0, node.add(new OneHot(node.option(0, -1)), node.input(0), node.longs(1), values));
    }

    private static void resize(TfliteNode node, Resize.Interpolation interpolation, int options) {
        boolean linear = interpolation == Resize.Interpolation.LINEAR;
        boolean corners = node.flag(options);
        boolean half = node.flag(options + 1);
        ResizeCoordinates.Mode mode = corners
                ? ResizeCoordinates.Mode.ALIGN_CORNERS
                : half
                        ? linear ? ResizeCoordinates.Mode.HALF_PIXEL : ResizeCoordinates.Mode.TF_HALF_PIXEL_FOR_NN
                        : ResizeCoordinates.Mode.ASYMMETRIC;
        var op = new Resize(
                interpolation,
                mode,
                corners ? ResizeAxis.Nearest.ROUND_PREFER_CEIL : ResizeAxis.Nearest.FLOOR,
                0,
                false,
                false,
                0,
                Resize.Fit.STRETCH,
                Ints.of(1, 2));
        Edge x = linear ? node.real(0) : node.input(0);
        node.give(0, node.add(op, x, null, null, node.longs(1)));
    }
}
