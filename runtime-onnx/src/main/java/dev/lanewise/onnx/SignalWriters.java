package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.signal.CosineWindow;
import dev.lanewise.op.signal.Dft;
import dev.lanewise.op.signal.MelWeights;
import dev.lanewise.op.signal.Stft;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;

/** Writes Fourier transforms and windows. */
final class SignalWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Dft(int axis, boolean inverse, boolean onesided) ->
                node.becomes(
                        "DFT",
                        new Attributes().flag("inverse", inverse, false).flag("onesided", onesided, false),
                        node.input(0),
                        node.input(1),
                        node.has(2) ? node.input(2) : node.constant(Tensor.scalar((long) axis)));
            case Stft(boolean onesided) -> node.becomes("STFT", new Attributes().flag("onesided", onesided, true));
            case CosineWindow window ->
                node.becomes(
                        name(window, node),
                        new Attributes()
                                .flag("periodic", window.periodic(), true)
                                .elementType("output_datatype", ElementType.DOUBLE));
            case MelWeights weights ->
                node.becomes("MelWeightMatrix", new Attributes().elementType("output_datatype", ElementType.DOUBLE));
            default -> {
                return false;
            }
        }
        return true;
    }

    private static String name(CosineWindow window, OnnxNodeWriter node) {
        if (window.c() != 0) {
            return known(window.a() == 0.42 && window.b() == 0.5 && window.c() == 0.08, "BlackmanWindow", node);
        }
        return window.a() == 0.5 && window.b() == 0.5
                ? "HannWindow"
                : known(window.a() == 25.0 / 46 && window.b() == 21.0 / 46, "HammingWindow", node);
    }

    private static String known(boolean known, String name, OnnxNodeWriter node) {
        if (!known) {
            throw node.unsupported("is neither a Hann, a Hamming nor a Blackman window");
        }
        return name;
    }
}
