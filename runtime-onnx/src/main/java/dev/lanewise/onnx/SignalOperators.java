package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Operator;
import dev.lanewise.op.signal.CosineWindow;
import dev.lanewise.op.signal.Dft;
import dev.lanewise.op.signal.MelWeights;
import dev.lanewise.op.signal.Stft;
import dev.lanewise.tensor.ElementType;

/** Fourier transforms and windows. */
final class SignalOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("DFT").since(17).reads(node -> dft(node, node.int32("axis", 1)));
        on.on("DFT").since(20).reads(node -> dft(node, -2));
        on.on("STFT").since(17).reads(node -> new Stft(node.flag("onesided", true)));
        on.on("HannWindow").since(17).builds(node -> window(node, 0.5, 0.5, 0));
        on.on("HammingWindow").since(17).builds(node -> window(node, 25.0 / 46, 21.0 / 46, 0));
        on.on("BlackmanWindow").since(17).builds(node -> window(node, 0.42, 0.5, 0.08));
        on.on("MelWeightMatrix").since(17).builds(SignalOperators::melWeights);
    }

    private static Operator dft(OnnxNode node, int axis) {
        return new Dft(axis, node.flag("inverse", false), node.flag("onesided", false));
    }

    private static void window(OnnxNode node, double a, double b, double c) {
        Edge window = node.add(new CosineWindow(a, b, c, node.flag("periodic", true)), node.input(0));
        output(node, window);
    }

    private static void melWeights(OnnxNode node) {
        var math = new Arithmetic(node);
        output(
                node,
                node.add(
                        new MelWeights(),
                        math.cast(node.input(0), ElementType.INT64),
                        math.cast(node.input(1), ElementType.INT64),
                        math.cast(node.input(2), ElementType.INT64),
                        math.cast(node.input(3), ElementType.DOUBLE),
                        math.cast(node.input(4), ElementType.DOUBLE)));
    }

    private static void output(OnnxNode node, Edge value) {
        ElementType type = node.elementType("output_datatype", ElementType.FLOAT);
        node.output(0, new Arithmetic(node).cast(value, type));
    }
}
