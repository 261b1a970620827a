package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Range;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Operators that change or read shapes, put tensors together and take them apart. */
final class ShapeBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("RESHAPE", ShapeBuiltins::reshape);
        on.on("SQUEEZE", ShapeBuiltins::squeeze);
        on.on("EXPAND_DIMS", node -> {
            int axis = node.axis(node.constantInt(1), node.rank(0) + 1);
            node.output(0, node.add(new Unsqueeze(Ints.of(axis)), node.input(0)));
        });
        on.on("SHAPE", node -> node.output(0, ReductionBuiltins.as(node, node.add(new ShapeOf(), node.input(0)), 0)));
        on.on("RANK", node -> node.output(0, node.constant(Tensor.of(new int[] {node.rank(0)}))));
        on.on("CONCATENATION", ShapeBuiltins::concatenate);
        on.on("PACK", ShapeBuiltins::pack);
        on.on("UNPACK", ShapeBuiltins::unpack);
        on.on("SPLIT", node -> split(node, node.input(1), node.axis(node.constantInt(0), node.rank(1)), List.of()));
        on.on(
                "SPLIT_V",
                node -> split(node, node.input(0), node.axis(node.constantInt(2), node.rank(0)), List.of(sizes(node))));
        on.on("FILL", node -> node.output(0, node.add(new Expand(), node.input(1), node.longs(0))));
        on.on("BROADCAST_TO", node -> node.output(0, node.add(new Expand(), node.input(0), node.longs(1))));
        on.on("ZEROS_LIKE", node -> {
            Edge zero = node.constant(Tensor.zeros(node.outputInfo(0).type()));
            node.output(0, node.add(new Expand(), zero, node.add(new ShapeOf(), node.input(0))));
        });
        on.on("RANGE", node -> node.output(0, node.add(new Range(), node.input(0), node.input(1), node.input(2))));
    }

    private static void reshape(TfliteNode node) {
        Edge x = node.input(0);
        if (node.hasInput(1) && node.inputInfo(1).shape().length == 1) {
            if (node.isConstant(1)) {
                node.output(0, reshaped(node, x, node.constantInts(1)));
            } else {
                node.output(0, node.add(new Reshape(true), x, node.longs(1)));
            }
            return;
        }
        int[] dims = node.list(0);
        node.output(0, reshaped(node, x, dims.length == 1 && dims[0] == 0 ? new int[0] : dims));
    }

    private static Edge reshaped(TfliteNode node, Edge x, int[] dims) {
        boolean zero = IntStream.of(dims).anyMatch(d -> d == 0);
        return zero
                ? node.add(
                        new Reshape(true),
                        x,
                        node.vector(IntStream.of(dims).asLongStream().toArray()))
                : node.add(Reshape.To.of(dims), x);
    }

    private static void squeeze(TfliteNode node) {
        Ints axes = Ints.of(node.list(0));
        if (axes.isEmpty()) {
            axes = Ints.of(IntStream.range(0, node.rank(0))
                    .filter(i -> node.extent(0, i) == 1)
                    .toArray());
        }
        Edge x = node.input(0);
        node.output(0, axes.isEmpty() ? x : node.add(new Reshape.Squeeze(axes), x));
    }

    private static void concatenate(TfliteNode node) {
        int activation = node.byteOption(1);
        boolean quantized = node.outputQuantization(0).exists();
        boolean asStored = activation == 0;
        for (int i = 0; asStored && quantized && i < node.inputCount(); i++) {
            asStored = node.inputInfo(i).quantization().sameAs(node.outputQuantization(0));
        }
        var parts = new ArrayList<Edge>();
        for (int i = 0; i < node.inputCount(); i++) {
            parts.add(asStored ? node.input(i) : node.real(i));
        }
        Edge y = node.add(new Concat(node.option(0, 0)), parts, 1).output();
        node.give(0, FusedActivation.add(node, activation, y));
    }

    private static void pack(TfliteNode node) {
        int axis = node.axis(node.option(1, 0), node.rank(0) + 1);
        var parts = new ArrayList<Edge>();
        for (Edge part : node.inputs(0)) {
            parts.add(node.add(new Unsqueeze(Ints.of(axis)), part));
        }
        node.output(
                0,
                parts.size() == 1
                        ? parts.getFirst()
                        : node.add(new Concat(axis), parts, 1).output());
    }

    private static void unpack(TfliteNode node) {
        int axis = node.axis(node.option(1, 0), node.rank(0));
        var parts = node.add(new Split(axis), List.of(node.input(0)), node.outputCount())
                .outputs();
        for (int i = 0; i < node.outputCount(); i++) {
            node.output(i, node.add(new Reshape.Squeeze(Ints.of(axis)), parts.get(i)));
        }
    }

    /** Extents of the parts; −1 for what is left over. */
    private static Edge sizes(TfliteNode node) {
        if (!node.isConstant(1)) {
            return node.longs(1);
        }
        long[] sizes = node.constantLongs(1);
        int axis = node.axis(node.constantInt(2), node.rank(0));
        long known = 0;
        for (long size : sizes) {
            known += Math.max(0, size);
        }
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = sizes[i] < 0 ? node.extent(0, axis) - known : sizes[i];
        }
        return node.vector(sizes);
    }

    private static void split(TfliteNode node, Edge x, int axis, List<Edge> sizes) {
        var inputs = new ArrayList<Edge>();
        inputs.add(x);
        inputs.addAll(sizes);
        var parts = node.add(new Split(axis), inputs, node.outputCount()).outputs();
        for (int i = 0; i < node.outputCount(); i++) {
            node.output(i, parts.get(i));
        }
    }
}
