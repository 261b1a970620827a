package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** Models of a few nodes with seeded weights, and samples for them. */
final class PruningModels {

    private PruningModels() {}

    /** A model with one input 'x' whose output is what {@code build} adds to the graph. */
    static Model of(long[] input, BiFunction<Graph, Edge, Edge> build) {
        var graph = new Graph("small");
        Edge x = graph.addInput("x", new TensorType(ElementType.FLOAT, Shape.of(input)));
        Edge y = build.apply(graph, x);
        graph.addOutput(y);
        var in = new TensorSpec("x", ElementType.FLOAT, input, List.of(), Optional.empty());
        var out = new TensorSpec(y.name(), ElementType.FLOAT, y.shape().dims(), List.of(), Optional.empty());
        return Model.of(new ModelDefinition(graph, List.of(in), List.of(out), Map.of()));
    }

    static Tensor normal(SplittableRandom random, double scale, long... shape) {
        int size = 1;
        for (long extent : shape) {
            size = Math.toIntExact(size * extent);
        }
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (random.nextGaussian() * scale);
        }
        return Tensor.of(values, shape);
    }

    /** Samples of the input 'x' whose values in a row have much in common, as those of real data. */
    static List<Map<String, Tensor>> samples(long seed, int count, long... shape) {
        var random = new SplittableRandom(seed);
        var samples = new ArrayList<Map<String, Tensor>>();
        int width = Math.toIntExact(shape[shape.length - 1]);
        for (int i = 0; i < count; i++) {
            Tensor x = normal(random, 1, shape);
            double common = 0;
            for (int k = 0; k < x.floats().length; k++) {
                common = k % width == 0 ? 2 * random.nextGaussian() : common;
                x.floats()[k] += (float) common;
            }
            samples.add(Map.of("x", x));
        }
        return samples;
    }
}
