package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;

/** The activation that many builtins have behind them, by its number in TFLite's enum ActivationFunctionType. */
final class FusedActivation {

    private FusedActivation() {}

    /** Adds activation {@code kind}. */
    static Edge add(TfliteNode node, int kind, Edge x) {
        return switch (kind) {
            case 0 -> x;
            case 1 -> node.add(clip(0, Float.POSITIVE_INFINITY), x);
            case 2 -> node.add(clip(-1, 1), x);
            case 3 -> node.add(clip(0, 6), x);
            case 4 -> node.add(new Unary(UnaryFunction.TANH), x);
            default -> throw node.unsupported("the fused activation is number " + kind);
        };
    }

    /** Clips to a range. */
    static Unary clip(float least, float greatest) {
        return new Unary(UnaryFunction.CLIP, least, greatest);
    }
}
