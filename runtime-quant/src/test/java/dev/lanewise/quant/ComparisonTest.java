package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.quant.Comparison.Layer;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final int WIDTH = 6;
    private static final int HIDDEN = 5;
    private static final int CLASSES = 3;

    private static Comparison compare(Model original, Model changed, List<Map<String, Tensor>> samples) {
        return Evaluation.defaults().runs(0).compare(original, changed, samples);
    }

    private static List<Map<String, Tensor>> samples(SplittableRandom random) {
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int rows = 1; rows < 5; rows++) {
            samples.add(Map.of("x", SmallModels.random(random, rows, WIDTH)));
        }
        return samples;
    }

    private static double[] product(double[] a, Tensor b) {
        int depth = (int) b.dim(0);
        int columns = (int) b.dim(1);
        var c = new double[a.length / depth * columns];
        for (int i = 0; i < c.length; i++) {
            for (int k = 0; k < depth; k++) {
                c[i] += a[i / columns * depth + k] * b.floats()[k * columns + i % columns];
            }
        }
        return c;
    }

    private static double[] doubles(Tensor tensor) {
        var values = new double[tensor.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = tensor.floats()[i];
        }
        return values;
    }

    private static double[] tanh(double[] values) {
        return java.util.Arrays.stream(values).map(Math::tanh).toArray();
    }

    /** Of several samples: power of the difference divided by power of the signal. */
    private static double noise(List<double[]> signal, List<double[]> changed) {
        double power = 0;
        double noise = 0;
        for (int s = 0; s < signal.size(); s++) {
            for (int i = 0; i < signal.get(s).length; i++) {
                power += Math.pow(signal.get(s)[i], 2);
                noise += Math.pow(signal.get(s)[i] - changed.get(s)[i], 2);
            }
        }
        return noise / power;
    }

    @Test
    void layersAgreeWithANaivePerceptron() {
        var random = new SplittableRandom(1);
        Tensor w1 = SmallModels.random(random, WIDTH, HIDDEN);
        Tensor w2 = SmallModels.random(random, HIDDEN, CLASSES);
        Tensor w1Changed = nudged(w1, 0.01f);
        Tensor w2Changed = nudged(w2, 0.1f);
        var samples = samples(random);
        var edges = new ArrayList<List<double[]>>();
        for (int i = 0; i < 5; i++) {
            edges.add(new ArrayList<>());
        }
        for (Map<String, Tensor> sample : samples) {
            double[] x = doubles(java.util.Objects.requireNonNull(sample.get("x")));
            double[] first = product(x, w1);
            double[] firstChanged = product(x, w1Changed);
            edges.get(0).add(first);
            edges.get(1).add(firstChanged);
            edges.get(2).add(product(tanh(first), w2));
            edges.get(3).add(product(tanh(firstChanged), w2Changed));
            edges.get(4).add(product(tanh(first), w2Changed));
        }
        double first = noise(edges.get(0), edges.get(1));
        double second = noise(edges.get(2), edges.get(3));
        double own = noise(edges.get(2), edges.get(4));

        Comparison comparison =
                compare(SmallModels.perceptron(w1, w2), SmallModels.perceptron(w1Changed, w2Changed), samples);
        assertEquals(4, comparison.samples());
        List<Layer> layers = comparison.layers();
        assertEquals(
                List.of("first", "second"), layers.stream().map(Layer::name).toList());
        assertEquals(-10 * Math.log10(first), layers.get(0).difference().snr(), 1e-3);
        assertEquals(-10 * Math.log10(first), layers.get(0).ownSnr(), 1e-3);
        assertEquals(-10 * Math.log10(second), layers.get(1).difference().snr(), 1e-3);
        assertEquals(-10 * Math.log10(own), layers.get(1).ownSnr(), 1e-3);
        assertEquals(Optional.of(layers.get(1)), comparison.worst());
        assertEquals(
                layers.get(1).difference().snr(),
                comparison.outputs().getFirst().difference().snr(),
                1e-3);
        assertEquals("second", comparison.outputs().getFirst().name());
        assertEquals(List.of(), comparison.unmatched());
    }

    private static Tensor nudged(Tensor weights, float step) {
        Tensor copy = Tensor.of(weights);
        for (int i = 0; i < copy.size(); i++) {
            copy.floats()[i] += i % 2 == 0 ? step : -step;
        }
        return copy;
    }

    @Test
    void aModelComparedWithItselfHasNoError() {
        var random = new SplittableRandom(2);
        Model model = SmallModels.perceptron(
                SmallModels.random(random, WIDTH, HIDDEN), SmallModels.random(random, HIDDEN, CLASSES));
        Comparison comparison = compare(model, model, samples(random));
        assertEquals(Optional.empty(), comparison.worst());
        assertEquals(
                Double.POSITIVE_INFINITY,
                comparison.outputs().getFirst().difference().snr());
        assertEquals(1, comparison.outputs().getFirst().difference().cosine(), 1e-12);
        assertEquals(1, comparison.sizeRatio());
        assertEquals(Optional.empty(), comparison.speed());
    }

    @Test
    void layersOfAnotherShapeAreListed() {
        var random = new SplittableRandom(3);
        Model original = SmallModels.perceptron(
                SmallModels.random(random, WIDTH, HIDDEN), SmallModels.random(random, HIDDEN, CLASSES));
        Model pruned = SmallModels.perceptron(
                SmallModels.random(random, WIDTH, HIDDEN - 2), SmallModels.random(random, HIDDEN - 2, CLASSES));
        Comparison comparison = compare(original, pruned, samples(random));
        assertEquals(
                List.of("second"), comparison.layers().stream().map(Layer::name).toList());
        assertTrue(comparison.unmatched().stream()
                .anyMatch(
                        of -> of.name().equals("first") && of.reason().equals("it was FLOAT[?,5] and is FLOAT[?,3]")));
        assertEquals(4L * (WIDTH * 3 + 3 * CLASSES), comparison.after().bytes());
    }

    /** {@code x -> first}, its weights INT8 behind a Dequantize of one scale. */
    private static Model quantized(Tensor weights, float scale) {
        var graph = new Graph("quantized");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, -1, weights.dim(0)));
        var integers = new byte[weights.size()];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) Math.rint(weights.floats()[i] / scale);
        }
        Edge w = graph.add(
                "dequantized",
                new Dequantize(0, 0),
                graph.constant("w", Tensor.of(integers, weights.shape())),
                graph.constant("scale", Tensor.scalar(scale)));
        graph.addOutput(graph.add("first", new MatMul(), x, w));
        return SmallModels.model(graph);
    }

    @Test
    void weightsBehindDequantizeAreALayerAndCountPacked() {
        var random = new SplittableRandom(5);
        Tensor weights = SmallModels.random(random, WIDTH, HIDDEN);
        weights.floats()[3] = 0;
        Model fine = quantized(weights, 1 / 127f);
        Model coarse = quantized(weights, 1 / 7f);
        Comparison comparison = compare(fine, coarse, samples(random));
        assertEquals(
                List.of("first"), comparison.layers().stream().map(Layer::name).toList());
        assertEquals(WIDTH * HIDDEN + 4, comparison.before().bytes());
        assertTrue(comparison.after().sparsity() >= 1.0 / (WIDTH * HIDDEN));
        assertEquals(1.0 / (WIDTH * HIDDEN), Weights.of(fine).sparsity(), 1e-12);
    }

    @Test
    void aConstantUsedTwiceCountsOnceAndHalfBytesArePacked() {
        var graph = new Graph("shared");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 2, 2));
        Tensor square = Tensor.of(new float[] {1, 0, 0, 1}, 2, 2);
        Edge w = graph.constant("w", square);
        Edge y = graph.add("y", new MatMul(), graph.add("z", new MatMul(), x, w), w);
        Edge half = graph.constant("half", Tensor.wrap(ElementType.INT4, new byte[] {1, -1, 2}, 3));
        Edge scale = graph.constant("scale", Tensor.scalar(1f));
        graph.addOutput(y);
        graph.addOutput(graph.add("d", new Dequantize(0, 0), half, scale));
        Weights weights = Weights.of(SmallModels.model(graph));
        assertEquals(16 + 2 + 4, weights.bytes());
        assertEquals(0.5, weights.sparsity());
    }

    /** A model whose output {@code name} is quantized, 0.5 a step from 10. */
    private static Model quantizedOutput(String name) {
        var graph = new Graph("output");
        Edge x = graph.addInput("x", TensorType.of(ElementType.INT8, 2));
        graph.addOutput(graph.add(name, new dev.lanewise.op.shape.Identity(), x));
        var in = new TensorSpec("x", ElementType.INT8, new long[] {2}, List.of(), Optional.empty());
        var quantization = new TensorSpec.Quantization(List.of(0.5f), List.of(10), 0);
        var out = new TensorSpec(name, ElementType.INT8, new long[] {2}, List.of(), Optional.of(quantization));
        return Model.of(new ModelDefinition(graph, List.of(in), List.of(out), Map.of()));
    }

    @Test
    void outputsAreComparedAsRealNumbersAndByPlaceWhenRenamed() {
        Comparison comparison = compare(
                quantizedOutput("a"),
                SmallModels.identity(ElementType.INT8),
                List.of(Map.of("x", Tensor.of(new byte[] {12, 6}, 2))));
        assertEquals("a", comparison.outputs().getFirst().name());
        assertEquals(12 - 1, comparison.outputs().getFirst().difference().largest());
        assertEquals(
                10 * Math.log10((1 + 4) / (11.0 * 11 + 8 * 8)),
                comparison.outputs().getFirst().difference().snr(),
                1e-9);
    }

    @Test
    void bothAreTimedOnTheFirstSample() {
        var random = new SplittableRandom(6);
        Model model = SmallModels.perceptron(
                SmallModels.random(random, WIDTH, HIDDEN), SmallModels.random(random, HIDDEN, CLASSES));
        var speed = Evaluation.defaults()
                .runs(3)
                .compare(model, model, samples(random))
                .speed()
                .orElseThrow();
        assertEquals(3, speed.runs());
        assertTrue(speed.before() > 0 && speed.after() > 0 && speed.ratio() > 0);
    }
}
