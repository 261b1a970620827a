package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.op.quantize.FixedPointProduct;
import dev.lanewise.op.quantize.Lookup;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Quantization;

/** REDUCE_PROD of quantized integers: each factor is brought to a root of the output's scale. */
final class QuantizedProduct {

    private QuantizedProduct() {}

    /** Whether {@code node} multiplies signed quantized integers, and how many is known. */
    static boolean is(TfliteNode node, Ints axes) {
        ElementType type = node.inputInfo(0).type();
        return node.isQuantized(0)
                && (type == ElementType.INT8 || type == ElementType.INT16)
                && node.outputInfo(0).type() == type
                && count(node.input(0).shape(), axes) > 0;
    }

    private static long count(Shape shape, Ints axes) {
        return shape.isRanked()
                ? axes.stream().mapToLong(shape::dim).reduce(1, (a, b) -> a < 0 || b < 0 ? -1 : a * b)
                : -1;
    }

    /** Adds it. */
    static void read(TfliteNode node, Ints axes, boolean keepDims) {
        ElementType type = node.inputInfo(0).type();
        long count = count(node.input(0).shape(), axes);
        var factor = FixedPointFactor.of(node.scale(0) / Math.pow(node.outputScale(0), 1.0 / count));
        Quantization made = node.outputQuantization(0);
        int least = type == ElementType.INT8 ? Byte.MIN_VALUE : Short.MIN_VALUE;
        Edge product = node.add(new FixedPointProduct(axes, keepDims, factor), centred(node, least));
        Edge rescaled = node.add(
                new Rescale(type, made.zeroPoint(), least, -1 - least, RescaleArithmetic.WIDE),
                product,
                node.constant(Tensor.of(new int[] {factor.multiplier()}, 1)),
                node.constant(Tensor.of(new int[] {factor.shift()}, 1)));
        node.output(0, rescaled);
    }

    private static Edge centred(TfliteNode node, int least) {
        int zero = node.inputInfo(0).quantization().zeroPoint();
        var entries = new int[-2 * least];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = i + least - zero;
        }
        return node.add(new Lookup(), node.input(0), node.constant(Tensor.of(entries, entries.length)));
    }
}
