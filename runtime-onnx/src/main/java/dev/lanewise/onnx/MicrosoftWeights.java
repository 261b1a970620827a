package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Recurrent;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.DynamicQuantize;
import dev.lanewise.op.quantize.UnpackBits;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** ONNX Runtime's operators whose weights alone are quantized. */
final class MicrosoftWeights implements Family {

    private static final String MS = Registry.MICROSOFT;

    @Override
    public void register(Registry on) {
        on.on(MS, "MatMulNBits").builds(MicrosoftWeights::blocks);
        on.on(MS, "GatherBlockQuantized").builds(MicrosoftWeights::gather);
        on.on(MS, "DynamicQuantizeLSTM").builds(MicrosoftWeights::lstm);
    }

    private static int bits(OnnxNode node) {
        int bits = node.int32("bits", 4);
        if (bits != 2 && bits != 4 && bits != 8) {
            throw node.error("bits is " + bits + ", expected 2, 4 or 8");
        }
        return bits;
    }

    private static int block(OnnxNode node, int otherwise) {
        int block = node.int32("block_size", otherwise);
        if (block < 16 || Integer.bitCount(block) != 1) {
            throw node.error("block_size is " + block + ", expected a power of two from 16 on");
        }
        return block;
    }

    /** The zero point of unsigned numbers that have none given, in {@code like}'s shape. */
    private static Edge middle(OnnxNode node, int bits, Edge like) {
        var zero = Tensor.wrap(ElementType.UINT8, new byte[] {(byte) (1 << bits - 1)}, 1);
        Edge shape = node.add(new dev.lanewise.op.shape.ShapeOf(), like);
        return node.add(new Expand(), node.constant(zero), shape);
    }

    private static void blocks(OnnxNode node) {
        var math = new Arithmetic(node);
        int bits = bits(node);
        int block = block(node, 0);
        int depth = Math.toIntExact(node.integer("K"));
        int columns = Math.toIntExact(node.integer("N"));
        int blocks = Math.ceilDiv(depth, block);
        Edge unpacked = node.add(new UnpackBits(bits), node.input(1));
        Edge quantized = node.add(Reshape.To.of(columns, blocks * block), unpacked);
        Edge scales = node.add(Reshape.To.of(columns, blocks), math.cast(node.input(2), ElementType.FLOAT));
        Edge points = points(node, bits, columns, blocks, scales);
        Edge weights;
        if (node.hasInput(4)) {
            Edge groups = first(node, math.cast(node.input(4), ElementType.INT64), 0, depth);
            Edge shift = node.add(new Gather(1), math.cast(points, ElementType.FLOAT), groups);
            Edge plain = math.cast(first(node, quantized, 1, depth), ElementType.FLOAT);
            Edge centred = math.subtract(plain, shift);
            weights = math.multiply(centred, node.add(new Gather(1), scales, groups));
        } else if (points.tensorType().element().isFloating()) {
            Edge plain = node.add(new Dequantize(1, block), quantized, scales);
            Edge shift = math.multiply(scales, points);
            Edge cut = node.add(Reshape.To.of(columns, blocks, block), plain);
            Edge shifted = math.subtract(cut, node.add(Reshape.To.of(columns, blocks, 1), shift));
            weights = node.add(Reshape.To.of(columns, blocks * block), shifted);
        } else {
            weights = node.add(new Dequantize(1, block), quantized, scales, points);
        }
        Edge used = first(node, weights, 1, depth);
        ElementType type = node.input(0).tensorType().element();
        Edge y = node.add(new MatMul(false, true), node.input(0), math.cast(used, type));
        node.output(0, node.hasInput(5) ? math.add(y, node.input(5)) : y);
    }

    /** The zero points {@code [columns, blocks]}: FLOAT where they are real numbers, UINT8 where they are packed or absent. */
    private static Edge points(OnnxNode node, int bits, int columns, int blocks, Edge scales) {
        Edge given = node.inputOrNull(3);
        if (given == null) {
            return middle(node, bits, scales);
        }
        if (given.tensorType().element().isFloating()) {
            Edge real = new Arithmetic(node).cast(given, ElementType.FLOAT);
            return node.add(Reshape.To.of(columns, blocks), real);
        }
        Edge rows = node.add(Reshape.To.of(columns, -1), node.add(new UnpackBits(bits), given));
        return first(node, rows, 1, blocks);
    }

    /** The first {@code count} of an axis. */
    private static Edge first(OnnxNode node, Edge x, int axis, int count) {
        var math = new Arithmetic(node);
        return node.add(new Slice(), x, math.longs(0), math.longs(count), math.longs(axis));
    }

    private static void gather(OnnxNode node) {
        var math = new Arithmetic(node);
        int bits = bits(node);
        int block = block(node, 128);
        Edge data = node.input(0);
        boolean packed = data.tensorType().element() == ElementType.UINT8;
        int rank = Images.rank(node, data);
        int axis = node.int32("gather_axis", 0);
        int along = node.int32("quantize_axis", 1);
        along = along < 0 ? along + rank : along;
        Edge scales = node.input(2);
        Edge zeros = node.inputOrNull(3);
        if (packed) {
            data = node.add(new UnpackBits(bits), data);
            if (zeros == null) {
                zeros = middle(node, bits, scales);
            } else {
                Edge whole = node.add(new UnpackBits(bits), zeros);
                Edge extent = math.extent(scales, rank - 1);
                zeros = node.add(new Slice(), whole, math.longs(0), extent, math.longs(rank - 1));
            }
        }
        Edge x = node.add(new Dequantize(along, block), data, math.cast(scales, ElementType.FLOAT), zeros);
        Edge y = node.add(new Gather(axis), x, node.input(1));
        node.output(0, math.cast(y, scales.tensorType().element()));
    }

    private static void lstm(OnnxNode node) {
        Recurrent plain = RecurrentOperators.operator(node, Recurrent.Cell.LSTM);
        var x = node.add(new DynamicQuantize(), List.of(node.input(0)), 3);
        Edge rounded = node.add(new Dequantize(0, 0), x.output(0), x.output(1), x.output(2));
        var inputs = new ArrayList<@Nullable Edge>(Arrays.asList(rounded, weights(node, 1, 8), weights(node, 2, 10)));
        for (int i = 3; i < 8; i++) {
            inputs.add(node.inputOrNull(i));
        }
        node.becomes(plain.withRoundedState(), inputs);
    }

    /** Weights {@code [D, I, 4H]} as floats {@code [D, 4H, I]}; scales are one a direction, or one a column. */
    private static Edge weights(OnnxNode node, int index, int scale) {
        var math = new Arithmetic(node);
        Edge x = math.cast(node.input(index), ElementType.FLOAT);
        Edge by = spread(node, node.input(scale));
        Edge zero = node.inputOrNull(scale + 1);
        Edge centred = zero == null ? x : math.subtract(x, spread(node, math.cast(zero, ElementType.FLOAT)));
        return node.add(new Transpose(Ints.of(0, 2, 1)), math.multiply(centred, by));
    }

    private static Edge spread(OnnxNode node, Edge x) {
        int rank = Images.rank(node, x);
        return rank == 2
                ? node.add(new Unsqueeze(Ints.of(1)), x)
                : rank == 1 ? node.add(Reshape.To.of(-1, 1, 1), x) : x;
    }
}
