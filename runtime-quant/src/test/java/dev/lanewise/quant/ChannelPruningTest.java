package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.quant.Pruner.Criterion;
import dev.lanewise.quant.Pruner.Recovery;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChannelPruningTest {

    private static final Window SAME = new Window(
            Ints.of(3, 3), Ints.of(1, 1), Ints.of(1, 1), Ints.of(1, 1), Ints.of(1, 1), Window.AutoPad.EXPLICIT, false);
    private static final Window HALF = new Window(
            Ints.of(2, 2), Ints.of(2, 2), Ints.of(1, 1), Ints.of(0, 0), Ints.of(0, 0), Window.AutoPad.EXPLICIT, false);

    private final SplittableRandom random = new SplittableRandom(31);

    /**
     * Channels first outside, as ONNX has them: a residual block with a depthwise convolution and a normalisation, a
     * branch that is concatenated, pooling, and two products behind a flattening.
     */
    private Model network() {
        return PruningModels.of(new long[] {1, 3, 8, 8}, (graph, x) -> {
            Edge stem = activated(graph, "stem.act", convolution(graph, "stem", x, 8, 3, 1));
            Edge depthwise = activated(graph, "depthwise.act", convolution(graph, "depthwise", stem, 8, 1, 8));
            Edge normal = affine(graph, "normal", convolution(graph, "point", depthwise, 8, 8, 1));
            Edge sum = graph.add("sum", new Binary(BinaryFunction.ADD), stem, normal);
            Edge branch = activated(graph, "branch.act", convolution(graph, "branch", x, 4, 3, 1));
            Edge joined = graph.add("joined", new Concat(1), sum, branch);
            Edge pooled = first(
                    graph, "pooled", graph.add("pooled.0", new MaxPool(HALF, false), last(graph, "pooled.in", joined)));
            Edge scale = graph.constant("scale", PruningModels.normal(random, 1, 12, 1, 1));
            Edge scaled = graph.add("scaled", new Binary(BinaryFunction.MUL), pooled, scale);
            Edge flat = graph.add("flat", Reshape.To.of(-1, 12 * 16), scaled);
            Edge hidden = activated(graph, "hidden.act", product(graph, "hidden", flat, 10, 12 * 16));
            return product(graph, "scores", hidden, 5, 10);
        });
    }

    private static Edge last(Graph graph, String name, Edge x) {
        return graph.add(name, Transpose.toChannelsLast(4), x);
    }

    private static Edge first(Graph graph, String name, Edge x) {
        return graph.add(name, Transpose.toChannelsFirst(4), x);
    }

    private static Edge activated(Graph graph, String name, Edge x) {
        return graph.add(name, new Unary(UnaryFunction.CLIP, 0, Float.POSITIVE_INFINITY), x);
    }

    private Edge convolution(Graph graph, String name, Edge x, int outputs, int inputs, int groups) {
        Edge filters = graph.constant(name + ".weight", PruningModels.normal(random, 1, outputs, inputs, 3, 3));
        Edge bias = graph.constant(name + ".bias", PruningModels.normal(random, 1, outputs));
        Edge y = graph.add(name, new Convolution(SAME, groups), last(graph, name + ".in", x), filters, bias);
        return first(graph, name + ".out", y);
    }

    private Edge affine(Graph graph, String name, Edge x) {
        Edge scale = graph.constant(name + ".scale", PruningModels.normal(random, 1, 8));
        Edge shift = graph.constant(name + ".shift", PruningModels.normal(random, 1, 8));
        return first(
                graph, name + ".out", graph.add(name, new ChannelAffine(), last(graph, name + ".in", x), scale, shift));
    }

    private Edge product(Graph graph, String name, Edge x, int outputs, int inputs) {
        Edge weights = graph.constant(name + ".weight", PruningModels.normal(random, 1, outputs, inputs));
        Edge bias = graph.constant(name + ".bias", PruningModels.normal(random, 1, outputs));
        return graph.add(name, new MatMul(false, true), x, weights, bias);
    }

    /** The model with the first half of the channels of all its layers but {@code spared} being zero. */
    private static Model halfSilent(Model model, List<String> spared) {
        ModelDefinition definition = model.definition();
        for (Node node : definition.graph().nodes()) {
            boolean weighted = WeightLayer.of(node) != null || node.op() instanceof ChannelAffine;
            for (int i = 1; weighted && !spared.contains(node.name()) && i < node.inputCount(); i++) {
                Tensor tensor = node.requireInput(i).requireConstant();
                float[] silent = tensor.floats().clone();
                java.util.Arrays.fill(silent, 0, silent.length / 2, 0);
                String name = node.requireInput(i).name();
                definition
                        .graph()
                        .setInput(node, i, definition.graph().constant(name, Tensor.of(silent, tensor.shape())));
            }
        }
        return Model.of(definition);
    }

    private static List<WeightLayer> layers(Model model) {
        return WeightLayer.in(model.definition().graph());
    }

    @Test
    void silentChannelsGoAndTheAnswerStays() {
        Model model = halfSilent(network(), List.of("scores"));
        for (Criterion criterion : List.of(Criterion.L1, Criterion.L2, Criterion.WANDA)) {
            Model pruned = Pruner.channels(0.5)
                    .by(criterion)
                    .calibration(PruningModels.samples(2, 10, 1, 3, 8, 8))
                    .prune(model);
            var outputs = new ArrayList<Integer>();
            layers(pruned).forEach(layer -> outputs.add(layer.outputs()));
            assertEquals(List.of(2, 4, 4, 4, 5, 5), outputs.stream().sorted().toList());
            assertSameAnswers(model, pruned, PruningModels.samples(3, 5, 1, 3, 8, 8), 1e-4f);
        }
    }

    private static void assertSameAnswers(Model model, Model pruned, List<Map<String, Tensor>> samples, float part) {
        try (var one = model.newSession();
                var other = pruned.newSession()) {
            for (var sample : samples) {
                float[] expected = one.run(sample).tensor(0).floats();
                float largest = 0;
                for (float value : expected) {
                    largest = Math.max(largest, Math.abs(value));
                }
                assertArrayEquals(expected, other.run(sample).tensor(0).floats(), part * largest);
            }
        }
    }

    @Test
    void scalesOfNormalisationTellChannelsApart() {
        Model pruned = Pruner.channels(0.5)
                .by(Criterion.NORMALIZATION_SCALE)
                .include("stem", "point")
                .prune(halfSilent(network(), List.of("scores", "hidden", "branch")));
        var filters = layers(pruned).stream()
                .filter(layer -> layer.name().equals("point"))
                .findFirst()
                .orElseThrow()
                .matrix();
        assertEquals(4, filters.length);
        for (double[] filter : filters) {
            assertTrue(filter[0] != 0);
        }
    }

    @Test
    void recoveryBeatsNone() {
        Model model = network();
        var pruner = Pruner.channels(0.3).calibration(PruningModels.samples(4, 200, 1, 3, 8, 8));
        double none = error(model, pruner.prune(model));
        double recovered = error(model, pruner.recovery(Recovery.LEAST_SQUARES).prune(model));
        assertTrue(recovered < none, recovered + " with, " + none + " without");
    }

    private static double error(Model model, Model pruned) {
        double sum = 0;
        try (var one = model.newSession();
                var other = pruned.newSession()) {
            for (var sample : PruningModels.samples(5, 30, 1, 3, 8, 8)) {
                float[] expected = one.run(sample).tensor(0).floats();
                float[] actual = other.run(sample).tensor(0).floats();
                for (int i = 0; i < expected.length; i++) {
                    sum += Math.pow(expected[i] - actual[i], 2);
                }
            }
        }
        return sum;
    }

    @Test
    void channelsThatReachAnOutputStay() {
        Model alone = PruningModels.of(new long[] {1, 3, 8, 8}, (graph, x) -> convolution(graph, "only", x, 8, 3, 1));
        var error = assertThrows(
                InvalidInputException.class, () -> Pruner.channels(0.5).prune(alone));
        assertTrue(String.valueOf(error.getMessage()).contains("no channel of the model can go"));
    }

    @Test
    void channelsBehindAnUnknownOperatorStay() {
        Model model = PruningModels.of(
                new long[] {2, 6},
                (graph, x) -> product(
                        graph,
                        "second",
                        graph.add("mixed", new Softmax(-1, false, false), product(graph, "first", x, 8, 6)),
                        4,
                        8));
        assertThrows(InvalidInputException.class, () -> Pruner.channels(0.5).prune(model));
    }

    @Test
    void scalesAreAskedForWhereThereAreNone() {
        Model model = PruningModels.of(
                new long[] {2, 6}, (graph, x) -> product(graph, "second", product(graph, "first", x, 8, 6), 4, 8));
        var pruner = Pruner.channels(0.5).by(Criterion.NORMALIZATION_SCALE);
        var error = assertThrows(InvalidInputException.class, () -> pruner.prune(model));
        assertTrue(String.valueOf(error.getMessage()).contains("no batch normalisation"));
    }

    @Test
    void detectorsShrink() {
        Path file = Path.of(
                System.getProperty("lanewise.testdata", "../../shared/testdata"), "onnx-models/yolox/yolox_nano.onnx");
        assumeTrue(
                Files.exists(file),
                () -> "SKIPPED: no test data at " + file + "; set -Dlanewise.testdata to where it is");
        Model model = halfSilent(Model.load(file), List.of());
        Model pruned = Pruner.channels(0.5).prune(model);
        assertTrue(weights(pruned) < 0.35 * weights(model), weights(pruned) + " of " + weights(model));
        var random = new SplittableRandom(8);
        var sample = Map.of("images", PruningModels.normal(random, 50, 1, 3, 416, 416));
        assertSameAnswers(model, pruned, List.of(sample), 1e-4f);
    }

    private static long weights(Model model) {
        return layers(model).stream()
                .mapToLong(layer -> (long) layer.outputs() * layer.depth())
                .sum();
    }

    @Test
    void digitsAreStillKnownWithHalfOfTheChannels() throws IOException {
        DigitNetwork digits = DigitNetwork.load();
        var pruner = Pruner.channels(0.5)
                .by(Criterion.WANDA)
                .calibration(digits.samples().subList(0, 500));
        Model recovered = pruner.recovery(Recovery.LEAST_SQUARES).prune(digits.model());
        double original = digits.accuracy(digits.model(), 500, 4500);
        double without = digits.accuracy(pruner.prune(digits.model()), 500, 4500);
        double with = digits.accuracy(recovered, 500, 4500);
        assertTrue(with > without, with + " with, " + without + " without");
        assertTrue(with > original - 2, with + " of " + original);
        assertEquals(
                List.of(5, 10, 25, 10),
                layers(recovered).stream().map(WeightLayer::outputs).toList());
    }
}
