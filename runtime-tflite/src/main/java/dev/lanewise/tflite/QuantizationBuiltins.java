package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.TensorInfo;

/** Operators between real numbers and the integers, or narrow floats, that stand for them. */
final class QuantizationBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("QUANTIZE", node -> node.give(0, node.anyReal(0)));
        on.on("DEQUANTIZE", node -> node.give(0, node.anyReal(0)));
        on.on("DENSIFY", node -> node.output(0, dense(node)));
    }

    /** Sparse constants are expanded when they are read. */
    private static Edge dense(TfliteNode node) {
        TensorInfo from = node.inputInfo(0);
        if (from.sparsity() == null || from.type() == ElementType.STRING) {
            throw node.error("its input is not a sparse constant");
        }
        return node.input(0);
    }
}
