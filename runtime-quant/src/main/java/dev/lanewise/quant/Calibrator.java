package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs calibration samples through models for what reaches their layers. */
final class Calibrator {

    private final Iterable<? extends Map<String, ? extends Value>> samples;
    private final int threads;

    Calibrator(Iterable<? extends Map<String, ? extends Value>> samples, int threads) {
        this.samples = samples;
        this.threads = threads;
    }

    /** Statistics of the inputs of layers of one model. */
    List<InputStatistics> statistics(ModelDefinition model, List<WeightLayer> layers) {
        var statistics = layers.stream().map(InputStatistics::new).toList();
        try (var probe = new Probe(model, inputs(layers), threads)) {
            int number = 0;
            for (var sample : samples) {
                List<Tensor> values = probe.run(sample);
                for (int i = 0; i < layers.size(); i++) {
                    statistics.get(i).add(new Patches(layers.get(i), values.get(i), number));
                }
                number++;
            }
            check(number);
        }
        return statistics;
    }

    private static List<Edge> inputs(List<WeightLayer> layers) {
        return layers.stream().map(WeightLayer::input).toList();
    }

    private static void check(int count) {
        if (count == 0) {
            throw new InvalidInputException("there are no calibration samples, expected one or more");
        }
    }

    /**
     * Moments of one layer's inputs, by group.
     *
     * @param original the layer in the original, when the changed layer's inputs are no longer the same
     */
    List<Moments> moments(
            ModelDefinition changedModel,
            WeightLayer changed,
            ModelDefinition originalModel,
            @Nullable WeightLayer original) {
        var moments = new ArrayList<Moments>();
        for (int group = 0; group < changed.groups(); group++) {
            moments.add(new Moments(changed, group, original));
        }
        try (var probe = new Probe(changedModel, List.of(changed.input()), threads);
                var other = original == null ? null : new Probe(originalModel, List.of(original.input()), threads)) {
            int number = 0;
            for (var sample : samples) {
                var own = new Patches(changed, probe.run(sample).getFirst(), number);
                var teacher = original == null || other == null
                        ? own
                        : new Patches(original, other.run(sample).getFirst(), number);
                moments.forEach(each -> each.add(own, teacher));
                number++;
            }
            check(number);
        }
        return moments;
    }
}
