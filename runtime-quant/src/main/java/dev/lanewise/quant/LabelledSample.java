package dev.lanewise.quant;

import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Map;

/**
 * Inputs of one run of a classifier, and the classes that are right.
 *
 * @param inputs a value for each of the model's inputs by name
 * @param labels the right class of each row of the batch, numbered from 0
 */
public record LabelledSample(Map<String, ? extends Value> inputs, List<Integer> labels) {

    public LabelledSample {
        inputs = Map.copyOf(inputs);
        labels = List.copyOf(labels);
    }

    /** A batch of one. */
    public LabelledSample(Map<String, ? extends Value> inputs, int label) {
        this(inputs, List.of(label));
    }
}
