package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.op.recurrent.CellActivation;
import dev.lanewise.op.recurrent.HybridWeights;
import dev.lanewise.op.recurrent.LstmSequence;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.tensor.ElementType;
import java.util.ArrayList;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Recurrent layers; their states are variable tensors, read before and assigned behind. */
final class RecurrentBuiltins implements BuiltinFamily {

    private static final int BASIC_KERNEL = 1;
    private static final int LSTM_INPUTS = 24;
    private static final int HIDDEN = 18;
    private static final int CELL = 19;
    private static final int FIRST_BIAS = 12;
    private static final int PROJECTION = 16;

    @Override
    public void register(Builtins on) {
        on.on("LSTM", node -> {
            if (node.byteOption(3) == BASIC_KERNEL) {
                BasicLstm.read(node);
            } else {
                sequence(node, true, node.flag(4));
            }
        });
        on.on("UNIDIRECTIONAL_SEQUENCE_LSTM", node -> sequence(node, node.flag(3), node.flag(4)));
        on.on("BIDIRECTIONAL_SEQUENCE_LSTM", RecurrentBuiltins::bidirectional);
    }

    private static void sequence(TfliteNode node, boolean timeMajor, boolean asymmetric) {
        int[] from = IntStream.range(0, LSTM_INPUTS).toArray();
        node.output(0, lstm(node, from, timeMajor, false, asymmetric));
    }

    /** Both directions, which may be stacked on those of a layer below by an auxiliary input. */
    private static void bidirectional(TfliteNode node) {
        boolean timeMajor = node.flag(4, true);
        boolean auxiliary = node.hasInput(39);
        boolean stacked = auxiliary && !node.hasInput(41);
        Edge forward = lstm(node, direction(1, 35, auxiliary && !stacked, 40, 0), timeMajor, false, node.flag(5));
        int x = stacked ? 39 : 0;
        Edge backward = lstm(node, direction(18, 37, auxiliary && !stacked, 44, x), timeMajor, true, node.flag(5));
        merge(node, forward, backward, node.flag(3));
    }

    private static void merge(TfliteNode node, Edge forward, Edge backward, boolean merges) {
        if (merges) {
            node.output(0, node.add(new Concat(-1), forward, backward));
        } else {
            node.output(0, forward);
            node.output(1, backward);
        }
    }

    /** Where one direction of a bidirectional layer has its inputs; −1 for none. */
    private static int[] direction(int weights, int states, boolean auxiliary, int auxiliaryWeights, int x) {
        var from = new int[auxiliary ? 29 : LSTM_INPUTS];
        java.util.Arrays.fill(from, -1);
        from[0] = x;
        for (int i = 1; i < HIDDEN; i++) {
            from[i] = weights + i - 1;
        }
        from[HIDDEN] = states;
        from[CELL] = states + 1;
        if (auxiliary) {
            from[24] = 39;
            for (int i = 0; i < 4; i++) {
                from[25 + i] = auxiliaryWeights + i;
            }
        }
        return from;
    }

    /** Adds a layer whose inputs are these of the node's, assigns its states, and gives its output. */
    private static Edge lstm(TfliteNode node, int[] from, boolean timeMajor, boolean backwards, boolean asymmetric) {
        if (node.inputInfo(from[0]).type() == ElementType.INT8 && !backwards) {
            return IntegerLstmReader.read(node, timeMajor);
        }
        if (node.inputInfo(from[0]).type() != ElementType.FLOAT) {
            throw node.unsupported("the input is " + node.inputInfo(from[0]).type());
        }
        var edges = new ArrayList<@Nullable Edge>();
        var scales = new ArrayList<Float>();
        for (int i = 0; i < from.length; i++) {
            boolean weights = i > 0 && i < FIRST_BIAS || i == PROJECTION || i > LSTM_INPUTS;
            boolean there = from[i] >= 0 && node.hasInput(from[i]);
            boolean integers = there && weights && node.isQuantized(from[i]);
            scales.add(integers ? node.inputInfo(from[i]).quantization().scales()[0] : 0f);
            edges.add(!there ? null : integers ? node.input(from[i]) : node.floats(from[i]));
        }
        boolean hybrid = scales.stream().anyMatch(scale -> scale != 0);
        var layer = new LstmSequence(
                timeMajor,
                backwards,
                activation(node, node.byteOption(0)),
                node.number(1, 0),
                node.number(2, 0),
                hybrid ? new HybridWeights(asymmetric, scales) : null);
        var made = node.add(layer, edges, 3);
        node.assign(from[HIDDEN], made.output(1));
        node.assign(from[CELL], made.output(2));
        return made.output(0);
    }

    /** An activation by its number in TFLite's enum ActivationFunctionType. */
    static CellActivation activation(TfliteNode node, int number) {
        return switch (number) {
            case 0 -> CellActivation.NONE;
            case 1 -> CellActivation.RELU;
            case 2 -> CellActivation.RELU_N1_TO_1;
            case 3 -> CellActivation.RELU6;
            case 4 -> CellActivation.TANH;
            case 6 -> CellActivation.SIGMOID;
            default -> throw node.unsupported("the activation is number " + number);
        };
    }
}
