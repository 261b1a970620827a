package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.ml.PickLabel;
import dev.lanewise.op.ml.SupportVectorClassifier;
import dev.lanewise.op.ml.SupportVectorRegressor;
import dev.lanewise.op.ml.SupportVectors;
import dev.lanewise.op.ml.TransformScores;
import dev.lanewise.op.ml.TreeEnsemble;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/** Writes classifiers and regressors of {@code ai.onnx.ml}. */
final class ClassifierWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case PickLabel(Tensor labels) -> {
                var best = new Attributes().integer("axis", 1).integer("keepdims", 0);
                node.becomes(
                        "Gather", new Attributes(), node.constant(labels), node.add("ArgMax", best, node.input(0)));
            }
            case TransformScores(var transform) -> {
                switch (transform) {
                    case NONE -> node.becomes("Identity", new Attributes());
                    case LOGISTIC -> node.becomes("Sigmoid", new Attributes());
                    case SOFTMAX -> node.becomes("Softmax", new Attributes().integer("axis", -1));
                    case SOFTMAX_ZERO, PROBIT ->
                        throw node.unsupported("transforms scores by " + transform + ", which stands alone");
                }
            }
            case SupportVectorRegressor(var vectors, var coefficients, float rho, boolean oneClass) ->
                MlWriters.becomes(
                        "SVMRegressor",
                        kernel(vectors)
                                .integer("n_supports", vectors.count())
                                .numbers("support_vectors", vectors.vectors())
                                .numbers("coefficients", coefficients)
                                .numbers("rho", rho)
                                .integer("one_class", oneClass ? 1 : 0),
                        node);
            case SupportVectorClassifier classifier -> classifier(classifier, node);
            case TreeEnsemble trees -> TreeWriter.write(trees, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static Attributes kernel(SupportVectors vectors) {
        return new Attributes()
                .text("kernel_type", vectors.kernel().name())
                .numbers(
                        "kernel_params", (float) vectors.gamma(), (float) vectors.constant(), (float) vectors.degree());
    }

    private static void classifier(SupportVectorClassifier op, OnnxNodeWriter node) {
        var attributes = kernel(op.vectors())
                .numbers("coefficients", op.coefficients())
                .numbers("rho", op.rho())
                .text("post_transform", op.transform().name());
        if (op.a().length > 0) {
            attributes.numbers("prob_a", op.a()).numbers("prob_b", op.b());
        }
        if (op.vectorsPerClass().length > 0) {
            attributes
                    .numbers("support_vectors", op.vectors().vectors())
                    .integers(
                            "vectors_per_class",
                            Arrays.stream(op.vectorsPerClass()).asLongStream().toArray());
        }
        attributes.addAll(MlWriters.either(op.labels(), "classlabels_ints", "classlabels_strings"));
        MlWriters.becomes("SVMClassifier", attributes, node);
    }
}
