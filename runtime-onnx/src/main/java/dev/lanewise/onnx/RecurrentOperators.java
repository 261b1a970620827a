package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.nn.Recurrent;
import dev.lanewise.op.nn.Recurrent.Cell;
import dev.lanewise.op.nn.Recurrent.Direction;
import dev.lanewise.op.nn.RecurrentActivation;
import dev.lanewise.op.shape.Transpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Recurrent layers. */
final class RecurrentOperators implements Family {

    private static final Ints SWAPPED = Ints.of(1, 0, 2);

    @Override
    public void register(Registry on) {
        on.on("RNN").builds(node -> build(node, Cell.RNN));
        on.on("GRU").builds(node -> build(node, Cell.GRU));
        on.on("LSTM").builds(node -> build(node, Cell.LSTM));
    }

    private static void build(OnnxNode node, Cell cell) {
        Recurrent op = operator(node, cell);
        boolean batchFirst = node.flag("layout", false);
        List<@Nullable Edge> inputs = new ArrayList<>(node.inputs());
        if (!batchFirst) {
            node.becomes(op, inputs);
            return;
        }
        for (int i : new int[] {0, 5, 6}) {
            Edge edge = node.inputOrNull(i);
            if (edge != null) {
                inputs.set(i, swap(node, edge));
            }
        }
        Node layer = node.add(op, inputs, node.outputCount());
        for (int i = 0; i < node.outputCount(); i++) {
            Edge y = layer.output(i);
            node.output(i, i == 0 ? node.add(new Transpose(Ints.of(2, 0, 1, 3)), y) : swap(node, y));
        }
    }

    /** The layer that the attributes describe. */
    static Recurrent operator(OnnxNode node, Cell cell) {
        Direction direction = switch (node.text("direction", "forward").toLowerCase(Locale.ROOT)) {
            case "forward" -> Direction.FORWARD;
            case "reverse" -> Direction.REVERSE;
            case "bidirectional" -> Direction.BIDIRECTIONAL;
            case String other ->
                throw node.error("direction is '" + other + "', expected forward, reverse or bidirectional");
        };
        return new Recurrent(
                cell,
                direction,
                activations(node, cell, direction),
                node.number("clip", 0),
                node.flag("input_forget", false),
                node.flag("linear_before_reset", false));
    }

    private static Edge swap(OnnxNode node, Edge edge) {
        return node.add(new Transpose(SWAPPED), edge);
    }

    private static List<RecurrentActivation> activations(OnnxNode node, Cell cell, Direction direction) {
        List<String> names = new ArrayList<>(node.texts("activations"));
        if (names.isEmpty()) {
            for (int d = 0; d < direction.count(); d++) {
                names.addAll(
                        switch (cell) {
                            case RNN -> List.of("Tanh");
                            case GRU -> List.of("Sigmoid", "Tanh");
                            case LSTM -> List.of("Sigmoid", "Tanh", "Tanh");
                        });
            }
        }
        var alphas = new Values(node.numbers("activation_alpha"));
        var betas = new Values(node.numbers("activation_beta"));
        return names.stream().map(name -> activation(node, name, alphas, betas)).toList();
    }

    /** Parameters, taken in the order of the functions that have them. */
    private static final class Values {
        private final float[] values;
        private int next;

        Values(float[] values) {
            this.values = values;
        }

        float next(float otherwise) {
            return next < values.length ? values[next++] : otherwise;
        }
    }

    private static RecurrentActivation activation(OnnxNode node, String name, Values alphas, Values betas) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "relu" -> RecurrentActivation.of(UnaryFunction.CLIP, 0, Float.POSITIVE_INFINITY);
            case "tanh" -> RecurrentActivation.of(UnaryFunction.TANH, 0, 0);
            case "sigmoid" -> RecurrentActivation.of(UnaryFunction.SIGMOID, 0, 0);
            case "softsign" -> RecurrentActivation.of(UnaryFunction.SOFTSIGN, 0, 0);
            case "softplus" -> RecurrentActivation.of(UnaryFunction.SOFTPLUS, 0, 0);
            case "leakyrelu" -> RecurrentActivation.of(UnaryFunction.LEAKY_RELU, alphas.next(0.01f), 0);
            case "thresholdedrelu" -> RecurrentActivation.of(UnaryFunction.THRESHOLDED_RELU, alphas.next(1), 0);
            case "elu" -> RecurrentActivation.of(UnaryFunction.ELU, alphas.next(1), 0);
            case "hardsigmoid" ->
                RecurrentActivation.of(UnaryFunction.HARD_SIGMOID, alphas.next(0.2f), betas.next(0.5f));
            case "affine" -> RecurrentActivation.affine(alphas.next(1), betas.next(0));
            case "scaledtanh" -> RecurrentActivation.scaledTanh(alphas.next(1), betas.next(1));
            default -> throw node.error("does not know the activation '" + name + "'");
        };
    }
}
