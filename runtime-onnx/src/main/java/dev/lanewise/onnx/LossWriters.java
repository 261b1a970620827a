package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.op.nn.LogLikelihoodLoss;

/** Writes losses of classifiers. */
final class LossWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        if (!(op instanceof LogLikelihoodLoss(var reduction, boolean ignores, long ignored))) {
            return false;
        }
        var attributes = new Attributes().text("reduction", ImageWriters.lower(reduction));
        node.becomes("NegativeLogLikelihoodLoss", ignores ? attributes.integer("ignore_index", ignored) : attributes);
        return true;
    }
}
