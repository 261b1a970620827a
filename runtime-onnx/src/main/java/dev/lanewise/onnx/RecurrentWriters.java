package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.nn.Recurrent;
import dev.lanewise.op.nn.RecurrentActivation;
import java.util.ArrayList;
import java.util.List;

/** Writes recurrent layers. */
final class RecurrentWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        if (!(op instanceof Recurrent layer)) {
            return false;
        }
        if (layer.roundedState()) {
            throw node.unsupported("rounds its state, which ONNX's layers do not");
        }
        var attributes = new Attributes()
                .integer("hidden_size", hidden(node))
                .text("direction", ImageWriters.lower(layer.direction()));
        activations(layer.activations(), attributes, node);
        if (layer.clip() != 0) {
            attributes.number("clip", layer.clip());
        }
        if (layer.cell() == Recurrent.Cell.LSTM) {
            attributes.flag("input_forget", layer.inputForget(), false);
        }
        if (layer.cell() == Recurrent.Cell.GRU) {
            attributes.flag("linear_before_reset", layer.linearBeforeReset(), false);
        }
        node.becomes(layer.cell().name(), attributes);
        return true;
    }

    /** The extent of the state: the last of the recurrent weights. */
    private static long hidden(OnnxNodeWriter node) {
        Shape weights = node.shape(2);
        if (!weights.isRanked() || weights.dim(-1) < 0) {
            throw node.unsupported("the shape of its recurrent weights is not known");
        }
        return weights.dim(-1);
    }

    private static void activations(List<RecurrentActivation> all, Attributes attributes, OnnxNodeWriter node) {
        var names = new ArrayList<String>();
        var alphas = new ArrayList<Float>();
        var betas = new ArrayList<Float>();
        for (RecurrentActivation activation : all) {
            add(activation, names, alphas, betas, node);
        }
        attributes.texts("activations", names);
        if (!alphas.isEmpty()) {
            attributes.numbers("activation_alpha", floats(alphas));
        }
        if (!betas.isEmpty()) {
            attributes.numbers("activation_beta", floats(betas));
        }
    }

    private static void add(
            RecurrentActivation activation,
            List<String> names,
            List<Float> alphas,
            List<Float> betas,
            OnnxNodeWriter node) {
        float alpha = activation.alpha();
        float beta = activation.beta();
        boolean scaled = activation.outer() != 1 || activation.inner() != 1 || activation.shift() != 0;
        switch (activation.function()) {
            case TANH -> {
                names.add(scaled ? "ScaledTanh" : "Tanh");
                if (scaled) {
                    alphas.add(activation.outer());
                    betas.add(activation.inner());
                }
            }
            case NEGATE -> {
                names.add("Affine");
                alphas.add(-activation.outer());
                betas.add(activation.shift());
            }
            case SIGMOID -> names.add("Sigmoid");
            case SOFTSIGN -> names.add("Softsign");
            case SOFTPLUS -> names.add("Softplus");
            case CLIP -> {
                if (alpha != 0 || beta != Float.POSITIVE_INFINITY) {
                    throw node.unsupported("has a bounded activation, which ONNX's layers do not have");
                }
                names.add("Relu");
            }
            case LEAKY_RELU, THRESHOLDED_RELU, ELU -> {
                names.add(name(activation.function()));
                alphas.add(alpha);
            }
            case HARD_SIGMOID -> {
                names.add("HardSigmoid");
                alphas.add(alpha);
                betas.add(beta);
            }
            default -> throw node.unsupported("has the activation " + activation.function());
        }
    }

    private static String name(UnaryFunction function) {
        return function == UnaryFunction.ELU
                ? "Elu"
                : function == UnaryFunction.LEAKY_RELU ? "LeakyRelu" : "ThresholdedRelu";
    }

    private static float[] floats(List<Float> list) {
        var floats = new float[list.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = list.get(i);
        }
        return floats;
    }
}
