package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Edge;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.Quantization;

/** Operators between real numbers and the integers that stand for them. */
final class Quantizers {

    private Quantizers() {}

    static int write(NodeWriter on, Dequantize op) {
        int x = on.in(0);
        Quantization quantization = require(on, op.block() == 0, op.axis(), on.rank(x));
        return on.add("DEQUANTIZE", Options.NONE, ElementType.FLOAT, on.shape(x), on.quantized(x, quantization));
    }

    static int write(NodeWriter on, Quantize op) {
        Edge from = on.edge(0);
        Quantization before = IntegerForm.ofDequantized(from);
        int x = before == null ? on.in(0) : on.quantized(on.tensor(IntegerForm.integers(from)), before);
        Quantization quantization = require(on, op.block() == 0, op.axis(), on.rank(x));
        boolean same = on.type(x) == op.to() && on.quantization(x).sameAs(quantization);
        return same ? x : on.requantized(x, op.to(), quantization);
    }

    private static Quantization require(NodeWriter on, boolean plain, int axis, int rank) {
        Quantization quantization =
                plain ? Quantizations.of(on.edge(1), on.node().input(2), axis, rank) : null;
        if (quantization == null || !quantization.isPerTensor()) {
            throw on.unsupported("TFLite quantizes activations with one constant scale");
        }
        return quantization;
    }
}
