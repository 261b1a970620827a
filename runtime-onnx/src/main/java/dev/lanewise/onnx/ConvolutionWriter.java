package dev.lanewise.onnx;

import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.tensor.ElementType;

/** Writes convolutions. */
final class ConvolutionWriter {

    private ConvolutionWriter() {}

    static void convolution(Convolution op, OnnxNodeWriter node) {
        check(op.epilogue(), node);
        var attributes = ImageWriters.window(withoutDilatedAuto(op.window(), node));
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

    /** ONNX Runtime takes automatic padding only without dilation: where there is any, the pads that it gives. */
    private static Window withoutDilatedAuto(Window window, OnnxNodeWriter node) {
        boolean same = window.auto() == Window.AutoPad.SAME_UPPER || window.auto() == Window.AutoPad.SAME_LOWER;
        if (!same || window.dilations().stream().allMatch(d -> d == 1)) {
            return window;
        }
        var begins = new int[window.rank()];
        var ends = new int[window.rank()];
        for (int i = 0; i < window.rank(); i++) {
            int stride = window.strides().get(i);
            long extent = stride == 1
                    ? 1
                    : node.rank(0) == window.rank() + 2 ? node.shape(0).dim(i + 2) : -1;
            if (extent < 0) {
                return window;
            }
            int reach = (window.kernel().get(i) - 1) * window.dilations().get(i);
            int total = (int) Math.max(0, (Math.ceilDiv(extent, stride) - 1) * stride + reach + 1 - extent);
            begins[i] = window.auto() == Window.AutoPad.SAME_UPPER ? total / 2 : total - total / 2;
            ends[i] = total - begins[i];
        }
        return new Window(
                window.kernel(),
                window.strides(),
                window.dilations(),
                Ints.of(begins),
                Ints.of(ends),
                Window.AutoPad.EXPLICIT,
                window.ceil());
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
