package dev.lanewise.onnx;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.tensor.ElementType;

/** Writes convolutions. */
final class ConvolutionWriter {

    private ConvolutionWriter() {}

    static void convolution(Convolution op, OnnxNodeWriter node) {
        check(op.epilogue(), node);
        var attributes = ImageWriters.window(op.window());
        if (op.groups() != 1) {
            attributes.integer("group", op.groups());
        }
        if (!node.element(0).isInteger()) {
            node.becomes("Conv", attributes);
            return;
        }
        String y = node.add(
                "Conv",
                attributes,
                inDoubles(node, 0),
                inDoubles(node, 1),
                node.has(Convolution.BIAS) ? inDoubles(node, Convolution.BIAS) : "");
        node.becomes("Cast", new Attributes().elementType("to", node.element(0)), y);
    }

    /** Integers that ONNX has no convolution for, as numbers that hold them. */
    private static String inDoubles(OnnxNodeWriter node, int input) {
        return node.add("Cast", new Attributes().elementType("to", ElementType.DOUBLE), node.input(input));
    }

    static void transposed(TransposedConvolution op, OnnxNodeWriter node) {
        check(op.epilogue(), node);
        var attributes = ImageWriters.window(op.window()).unlessAll("output_padding", op.outputPadding(), 0);
        if (op.groups() != 1) {
            attributes.integer("group", op.groups());
        }
        if (!op.outputShape().isEmpty()) {
            attributes.integers("output_shape", op.outputShape());
        }
        node.becomes("ConvTranspose", attributes);
    }

    private static void check(Epilogue epilogue, OnnxNodeWriter node) {
        if (!epilogue.equals(Epilogue.NONE) || node.has(Convolution.RESIDUAL)) {
            throw node.unsupported("has an epilogue, which the canonical graph never has");
        }
    }
}
