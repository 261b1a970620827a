package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.op.recurrent.CellActivation;
import dev.lanewise.op.recurrent.HybridWeights;
import dev.lanewise.op.recurrent.IntegerSvdf;
import dev.lanewise.op.recurrent.RnnSequence;
import dev.lanewise.op.recurrent.Svdf;
import dev.lanewise.op.shape.BitCast;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Simple recurrent layers and filters with a memory; their states are variable tensors. */
final class FilterBuiltins implements BuiltinFamily {

    private static final int STATE = 4;
    private static final int AUXILIARY = 9;

    @Override
    public void register(Builtins on) {
        on.on("SVDF", FilterBuiltins::svdf);
        on.on("RNN", node -> {
            CellActivation activation = RecurrentBuiltins.activation(node, node.byteOption(0));
            node.output(0, layer(node, true, false, activation, node.flag(1), 0, 1, 2, 3, 4));
        });
        on.on("UNIDIRECTIONAL_SEQUENCE_RNN", node -> {
            CellActivation activation = RecurrentBuiltins.activation(node, node.byteOption(1));
            node.output(0, layer(node, node.flag(0), false, activation, node.flag(2), 0, 1, 2, 3, 4));
        });
        on.on("BIDIRECTIONAL_SEQUENCE_RNN", FilterBuiltins::bidirectional);
    }

    /** Both directions, which may be stacked on those of a layer below by an auxiliary input. */
    private static void bidirectional(TfliteNode node) {
        boolean timeMajor = node.flag(0);
        boolean asymmetric = node.flag(3);
        CellActivation activation = RecurrentBuiltins.activation(node, node.byteOption(1));
        boolean auxiliary = node.hasInput(AUXILIARY) && node.hasInput(10);
        int aux = auxiliary ? AUXILIARY : -1;
        int x = node.hasInput(AUXILIARY) && !auxiliary ? AUXILIARY : 0;
        Edge forward = layer(node, timeMajor, false, activation, asymmetric, 0, 1, 2, 3, 4, aux, 10);
        Edge backward = layer(node, timeMajor, true, activation, asymmetric, x, 5, 6, 7, 8, aux, 11);
        if (node.flag(2)) {
            node.output(0, node.add(new Concat(-1), forward, backward));
        } else {
            node.output(0, forward);
            node.output(1, backward);
        }
    }

    private static Edge layer(
            TfliteNode node,
            boolean timeMajor,
            boolean backwards,
            CellActivation activation,
            boolean asymmetric,
            int... from) {
        var edges = new ArrayList<@Nullable Edge>();
        var hybrid = inputs(node, from, edges, asymmetric);
        var made = node.add(new RnnSequence(timeMajor, backwards, activation, hybrid), edges, 2);
        node.assign(from[STATE], made.output(1));
        return made.output(0);
    }

    /** Collects inputs: quantized weights as they are, all else in float. */
    private static @Nullable HybridWeights inputs(
            TfliteNode node, int[] from, ArrayList<@Nullable Edge> edges, boolean asymmetric) {
        var scales = new ArrayList<Float>();
        boolean auxiliary = from.length > 5 && from[5] >= 0;
        for (int i = 0; i < from.length; i++) {
            boolean there = from[i] >= 0 && node.hasInput(from[i]) && (i < 5 || auxiliary);
            boolean weights = i == 1 || i == 2 || i == 6;
            boolean integers = there && weights && node.isQuantized(from[i]);
            scales.add(integers ? node.inputInfo(from[i]).quantization().scales()[0] : 0f);
            edges.add(!there ? null : integers ? node.input(from[i]) : node.floats(from[i]));
        }
        return scales.stream().anyMatch(scale -> scale != 0) ? new HybridWeights(asymmetric, scales) : null;
    }

    private static void svdf(TfliteNode node) {
        int rank = node.option(0, 0);
        if (node.inputInfo(0).type() == ElementType.INT8) {
            integerSvdf(node, rank);
            return;
        }
        var edges = new ArrayList<@Nullable Edge>();
        boolean hybrid = node.isQuantized(1);
        edges.add(node.floats(0));
        edges.add(hybrid ? node.input(1) : node.floats(1));
        edges.add(times(node));
        edges.add(node.hasInput(3) ? node.floats(3) : null);
        edges.add(node.floats(STATE));
        float scale = hybrid ? node.inputInfo(1).quantization().scales()[0] : 0;
        var weights = hybrid ? new HybridWeights(node.flag(2), java.util.List.of(0f, scale)) : null;
        CellActivation activation = RecurrentBuiltins.activation(node, node.byteOption(1));
        var made = node.add(new Svdf(rank, activation, weights), edges, 2);
        node.assign(STATE, made.output(1));
        node.output(0, made.output(0));
    }

    /** Weights of the filter in time; the hybrid kernel takes unsigned bytes for signed ones. */
    private static Edge times(TfliteNode node) {
        return node.isQuantized(2) && node.inputInfo(2).type() == ElementType.UINT8
                ? node.real(2, node.add(new BitCast(ElementType.INT8), node.input(2)))
                : node.floats(2);
    }

    private static void integerSvdf(TfliteNode node, int rank) {
        float x = node.scale(0);
        float state = node.scale(STATE);
        var op = new IntegerSvdf(
                rank,
                FixedPointFactor.of(x * node.scale(1) / state),
                FixedPointFactor.of(state * node.scale(2) / node.outputScale(0)),
                node.inputInfo(0).quantization().zeroPoint(),
                node.outputQuantization(0).zeroPoint());
        var edges = new ArrayList<@Nullable Edge>();
        for (int i = 0; i <= STATE; i++) {
            edges.add(node.hasInput(i) ? node.input(i) : null);
        }
        var made = node.add(op, edges, 2);
        node.assign(STATE, made.output(1));
        node.output(0, made.output(0));
    }
}
