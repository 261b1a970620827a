package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.op.nn.LogLikelihoodLoss;
import dev.lanewise.op.nn.LogLikelihoodLoss.Reduction;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.tensor.ElementType;

/** Losses of classifiers. */
final class LossOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("NegativeLogLikelihoodLoss").since(12).builds(node -> node.output(0, loss(node, node.input(0))));
        on.on("SoftmaxCrossEntropyLoss").since(12).builds(node -> {
            Edge probabilities = node.add(new Softmax(1, false, true), node.input(0));
            node.output(0, loss(node, probabilities));
            node.output(1, probabilities);
        });
    }

    private static Edge loss(OnnxNode node, Edge x) {
        Reduction reduction = switch (node.text("reduction", "mean")) {
            case "none" -> Reduction.NONE;
            case "sum" -> Reduction.SUM;
            case "mean" -> Reduction.MEAN;
            case String other -> throw node.error("reduction is '" + other + "', expected none, sum or mean");
        };
        var op = new LogLikelihoodLoss(reduction, node.has("ignore_index"), node.integer("ignore_index", 0));
        Edge classes = new Arithmetic(node).cast(node.input(1), ElementType.INT64);
        return node.hasInput(2) ? node.add(op, x, classes, node.input(2)) : node.add(op, x, classes);
    }
}
