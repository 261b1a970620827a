package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.Arrays;

/** Between the integers of a node's tensors and the real numbers that they stand for. */
final class Quantizing {

    private final TfliteNode node;

    Quantizing(TfliteNode node) {
        this.node = node;
    }

    /** Whether a tensor is narrow integers with a scale. INT32 and INT64 are so only as biases. */
    static boolean isQuantized(TensorInfo info) {
        return info.quantization().exists()
                && info.type().isInteger()
                && info.type().bits() <= 16;
    }

    /** A tensor as real numbers. */
    Edge real(Edge edge, TensorInfo info) {
        if (isQuantized(info)) {
            return dequantize(edge, info.quantization(), info.quantization().axis());
        }
        return isNarrowFloat(edge) ? node.add(new Cast(ElementType.FLOAT), edge) : edge;
    }

    private static boolean isNarrowFloat(Edge edge) {
        return edge.type() instanceof TensorType type
                && (type.element() == ElementType.FLOAT16 || type.element() == ElementType.BFLOAT16);
    }

    /** Weights with their axes permuted, so that the integers themselves are what an operator's input is made of. */
    Edge weights(Edge edge, TensorInfo info, int... permutation) {
        Ints order = Ints.of(permutation);
        boolean moved = !order.equals(Ints.range(order.size()));
        boolean integers = isQuantized(info);
        Edge values = isNarrowFloat(edge) && !integers ? node.add(new Cast(ElementType.FLOAT), edge) : edge;
        Edge placed = moved ? node.add(new Transpose(order), values) : values;
        return integers
                ? dequantize(
                        placed,
                        info.quantization(),
                        order.indexOf(info.quantization().axis()))
                : placed;
    }

    /** Real numbers from integers of any width. */
    Edge dequantize(Edge edge, Quantization quantization, int axis) {
        if (quantization.blockScales() >= 0) {
            return blocks(edge, quantization);
        }
        ElementType type = edge.tensorType().element();
        if (type.bits() > 16) {
            Edge wide = node.add(new Cast(ElementType.FLOAT), edge);
            return node.add(new Binary(BinaryFunction.MUL), wide, scales(quantization));
        }
        var dequantize = new Dequantize(quantization.isPerTensor() ? 0 : axis, 0);
        return node.add(dequantize, edge, scales(quantization), zeros(quantization, type));
    }

    private Edge blocks(Edge edge, Quantization quantization) {
        Edge scales = node.tensor(quantization.blockScales());
        Edge wide = isNarrowFloat(scales) ? node.add(new Cast(ElementType.FLOAT), scales) : scales;
        int rank = edge.shape().rank();
        if (wide.shape().rank() != rank) {
            var dims = new int[rank];
            Arrays.setAll(dims, i -> i == rank - 1 ? -1 : (int) edge.shape().dim(i));
            wide = node.add(Reshape.To.of(dims), wide);
        }
        return node.add(new Dequantize(rank - 1, quantization.block()), edge, wide);
    }

    private Edge scales(Quantization quantization) {
        float[] scales = quantization.scales();
        return node.constant(quantization.isPerTensor() ? Tensor.scalar(scales[0]) : Tensor.of(scales, scales.length));
    }

    private Edge zeros(Quantization quantization, ElementType type) {
        long[] zeros = quantization.zeroPoints();
        long[] shape = quantization.isPerTensor() ? new long[0] : new long[] {zeros.length};
        return node.constant(zeros(type, zeros, shape));
    }

    /** Zero points as a tensor of integers of {@code type}. */
    static Tensor zeros(ElementType type, long[] zeros, long... shape) {
        return switch (type.carrier()) {
            case BYTES -> {
                var bytes = new byte[zeros.length];
                for (int i = 0; i < zeros.length; i++) {
                    bytes[i] = (byte) zeros[i];
                }
                yield Tensor.wrap(type, bytes, shape);
            }
            case SHORTS -> {
                var shorts = new short[zeros.length];
                for (int i = 0; i < zeros.length; i++) {
                    shorts[i] = (short) zeros[i];
                }
                yield Tensor.wrap(type, shorts, shape);
            }
            case INTS -> {
                var ints = new int[zeros.length];
                Arrays.setAll(ints, i -> (int) zeros[i]);
                yield Tensor.wrap(type, ints, shape);
            }
            default -> Tensor.wrap(type, zeros.clone(), shape);
        };
    }

    /** The element that stands for 0, of any type that is not quantized 0 itself. */
    static Tensor zero(ElementType type, long zeroPoint) {
        return type.isInteger() ? zeros(type, new long[] {zeroPoint}) : Tensor.zeros(type);
    }

    /** A bias: integers in steps of the product of the scales of x and of the weights. */
    Edge bias(Edge edge, TensorInfo info, TensorInfo x, TensorInfo weights) {
        ElementType type = info.type();
        if (!type.isInteger()) {
            return real(edge, info);
        }
        float[] own = info.quantization().scales();
        float[] ofWeights = weights.quantization().scales();
        float[] scales = own;
        if (x.quantization().isPerTensor() && ofWeights.length > 0) {
            scales = new float[ofWeights.length];
            for (int i = 0; i < scales.length; i++) {
                scales[i] = (float) ((double) x.quantization().scales()[0] * ofWeights[i]);
            }
        }
        if (scales.length == 0) {
            throw node.error("the bias is " + type + " without a scale");
        }
        Edge step = node.constant(scales.length == 1 ? Tensor.scalar(scales[0]) : Tensor.of(scales, scales.length));
        return node.add(new Dequantize(0, 0), edge, step);
    }

    /** Real numbers as the file stores them. */
    Edge stored(Edge edge, TensorInfo info) {
        if (!(edge.type() instanceof TensorType type) || type.element() != ElementType.FLOAT) {
            return edge;
        }
        Quantization quantization = info.quantization();
        if (info.type().isInteger() && quantization.exists() && !quantization.isPerTensor()) {
            throw node.error("its output has several scales");
        }
        if (info.type().isInteger() && quantization.exists()) {
            return node.add(
                    new Quantize(info.type(), 0, 0, true, QuantizeRounding.AWAY),
                    edge,
                    scales(quantization),
                    zeros(quantization, info.type()));
        }
        boolean narrow = info.type() == ElementType.FLOAT16 || info.type() == ElementType.BFLOAT16;
        return narrow ? node.add(new Cast(info.type()), edge) : edge;
    }
}
