package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.DynamicQuantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.quantize.UnpackBits;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Writes quantization, with scales for a tensor, along an axis or in blocks. */
final class QuantizationWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Quantize quantize -> quantize(quantize, node);
            case Dequantize(int axis, int block) -> {
                dequantize(scales(node.element(0), axis, block, node), node);
            }
            case DynamicQuantize dynamic -> node.becomes("DynamicQuantizeLinear", new Attributes());
            case UnpackBits(int bits) -> unpack(bits, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void quantize(Quantize op, OnnxNodeWriter node) {
        var attributes = scales(op.to(), op.axis(), op.block(), node).flag("saturate", op.saturate(), true);
        if (node.has(2) || op.to() == ElementType.UINT8) {
            node.becomes("QuantizeLinear", attributes);
        } else if (node.shape(1).isFixed()) {
            String zero = node.constant(Tensor.zeros(op.to(), node.shape(1).dims()));
            node.becomes("QuantizeLinear", attributes, node.input(0), node.input(1), zero);
        } else {
            node.needs(21);
            node.becomes("QuantizeLinear", attributes.elementType("output_dtype", op.to()));
        }
    }

    /** What is computed gets a zero point: ONNX Runtime makes a QuantizeLinear of it in places, and misses the type. */
    private static void dequantize(Attributes attributes, OnnxNodeWriter node) {
        ElementType type = node.element(0);
        if (type == ElementType.INT64) {
            wide(node);
            return;
        }
        boolean given = node.has(2) || node.edge(0).isConstant();
        if (given || !type.isInteger() || type.bits() > 16 || !node.shape(1).isFixed()) {
            node.becomes("DequantizeLinear", attributes);
        } else {
            String zero = node.constant(Tensor.zeros(type, node.shape(1).dims()));
            node.becomes("DequantizeLinear", attributes, node.input(0), node.input(1), zero);
        }
    }

    /** The sums of 16-bit layers, which DequantizeLinear does not take: one scale, or one for each element. */
    private static void wide(OnnxNodeWriter node) {
        boolean one = node.shape(1).isFixed() && node.shape(1).size() == 1;
        if (node.has(2) || !one && !node.shape(0).hasRank(1)) {
            throw node.unsupported("dequantizes INT64 with a zero point or along an axis");
        }
        String numbers = node.add("Cast", new Attributes().elementType("to", ElementType.FLOAT), node.input(0));
        node.becomes("Mul", new Attributes(), numbers, node.input(1));
    }

    private static Attributes scales(ElementType type, int axis, int block, OnnxNodeWriter node) {
        if (block > 0 || type == ElementType.INT16 || type == ElementType.UINT16) {
            node.needs(21);
        }
        var attributes = new Attributes();
        boolean several = !node.shape(1).isRanked() || node.shape(1).rank() > 0;
        if (several && axis != 1) {
            attributes.integer("axis", axis);
        }
        return block == 0 ? attributes : attributes.integer("block_size", block);
    }

    /** Each byte shifted by as many places as it holds numbers, which become the innermost axis. */
    private static void unpack(int bits, OnnxNodeWriter node) {
        int rank = node.rank(0);
        byte[] places = new byte[8 / bits];
        for (int i = 0; i < places.length; i++) {
            places[i] = (byte) (bits * i);
        }
        String each = node.add("Unsqueeze", node.input(0), node.longs(rank));
        String shifts = node.constant(Tensor.wrap(ElementType.UINT8, places, places.length));
        String shifted = node.add("BitShift", new Attributes().text("direction", "RIGHT"), each, shifts);
        String mask = node.constant(Tensor.wrap(ElementType.UINT8, new byte[] {(byte) ((1 << bits) - 1)}));
        String numbers = node.add("BitwiseAnd", shifted, mask);
        long[] dims =
                IntStream.range(0, rank).mapToLong(i -> i == rank - 1 ? -1 : 0).toArray();
        node.becomes("Reshape", new Attributes(), numbers, node.longs(Arrays.copyOf(dims, rank)));
    }
}
