package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.quant.Pruner.Criterion;
import dev.lanewise.quant.Pruner.Recovery;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HeadPruningTest {

    private static final int TOKENS = 6;
    private static final int HEADS = 4;
    private static final int SIZE = 3;
    private static final int WIDTH = HEADS * SIZE;

    private final SplittableRandom random = new SplittableRandom(5);

    /** Attention over the tokens of one text, without the heads whose weights {@code kept} leaves out. */
    private Model attention(int... kept) {
        var weights = new SplittableRandom(7);
        return PruningModels.of(new long[] {1, TOKENS, WIDTH}, (graph, x) -> {
            Edge query = heads(graph, "query", x, weights, kept, Ints.of(0, 2, 1, 3));
            Edge key = heads(graph, "key", x, weights, kept, Ints.of(0, 2, 3, 1));
            Edge value = heads(graph, "value", x, weights, kept, Ints.of(0, 2, 1, 3));
            Edge scores = graph.add("scores", new MatMul(false, false), query, key);
            Edge scaled = graph.add(
                    "scaled", new Binary(BinaryFunction.DIV), scores, graph.constant("root", Tensor.scalar((float)
                            Math.sqrt(SIZE))));
            Edge mixed = graph.add(
                    "mixed",
                    new MatMul(false, false),
                    graph.add("weights", new Softmax(-1, false, false), scaled),
                    value);
            Edge turned = graph.add("turned", new Transpose(Ints.of(0, 2, 1, 3)), mixed);
            Edge merged = graph.add("merged", Reshape.To.of(1, TOKENS, kept.length * SIZE), turned);
            Tensor all = PruningModels.normal(weights, 1, WIDTH, WIDTH);
            return graph.add(
                    "output",
                    new MatMul(false, false),
                    merged,
                    graph.constant("output.weight", ChannelRemoval.slice(all, 0, channels(kept))));
        });
    }

    private static Edge heads(
            Graph graph, String name, Edge x, SplittableRandom weights, int[] kept, Ints permutation) {
        Tensor all = PruningModels.normal(weights, 0.4, WIDTH, WIDTH);
        Tensor bias = PruningModels.normal(weights, 0.4, WIDTH);
        Edge made = graph.add(
                name,
                new MatMul(false, false),
                x,
                graph.constant(name + ".weight", ChannelRemoval.slice(all, 1, channels(kept))),
                graph.constant(name + ".bias", ChannelRemoval.slice(bias, 0, channels(kept))));
        Edge split = graph.add(name + ".split", Reshape.To.of(1, TOKENS, kept.length, SIZE), made);
        return graph.add(name + ".heads", new Transpose(permutation), split);
    }

    private static int[] channels(int[] heads) {
        return java.util.Arrays.stream(heads)
                .flatMap(head -> java.util.stream.IntStream.range(head * SIZE, (head + 1) * SIZE))
                .toArray();
    }

    private List<Map<String, Tensor>> samples(int count) {
        return PruningModels.samples(random.nextInt(), count, 1, TOKENS, WIDTH);
    }

    /** A graph without some of the heads from the start gives what the pruned one gives. */
    @Test
    void graphsShrinkByWholeHeads() {
        Model model = attention(0, 1, 2, 3);
        var definition = model.definition();
        AttentionHeads.in(definition.graph()).getFirst().keep(definition.graph(), new int[] {1, 3});
        Model pruned = Model.of(definition);
        assertEquals(
                List.of(2 * SIZE, 2 * SIZE, 2 * SIZE, WIDTH),
                WeightLayer.in(definition.graph()).stream()
                        .map(WeightLayer::outputs)
                        .toList());
        try (var one = pruned.newSession();
                var other = attention(1, 3).newSession()) {
            for (var sample : samples(3)) {
                assertArrayEquals(
                        other.run(sample).tensor(0).floats(),
                        one.run(sample).tensor(0).floats(),
                        1e-5f);
            }
        }
    }

    @Test
    void recoveryBeatsNone() {
        Model model = attention(0, 1, 2, 3);
        var calibration = samples(60);
        var unseen = samples(30);
        for (Criterion criterion : EnumSet.complementOf(EnumSet.of(Criterion.NORMALIZATION_SCALE))) {
            var pruner = Pruner.heads(0.5).by(criterion).calibration(calibration);
            Model plain = pruner.prune(model);
            assertEquals(
                    0.5, (double) Weights.of(plain).bytes() / Weights.of(model).bytes(), 0.02);
            double none = error(model, plain, unseen);
            double recovered =
                    error(model, pruner.recovery(Recovery.LEAST_SQUARES).prune(model), unseen);
            assertTrue(recovered < 0.95 * none, criterion + ": " + recovered + ", without " + none);
        }
    }

    private static double error(Model model, Model pruned, List<Map<String, Tensor>> samples) {
        double sum = 0;
        try (var one = model.newSession();
                var other = pruned.newSession()) {
            for (var sample : samples) {
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
    void saysWhereThereIsNoAttention() {
        Model model = PruningModels.of(
                new long[] {4, WIDTH},
                (graph, x) -> graph.add(
                        "only",
                        new MatMul(false, true),
                        x,
                        graph.constant("w", PruningModels.normal(random, 1, WIDTH, WIDTH))));
        var error = assertThrows(
                InvalidInputException.class, () -> Pruner.heads(0.5).prune(model));
        assertTrue(String.valueOf(error.getMessage()).contains("no attention heads"), error.getMessage());
        assertThrows(InvalidInputException.class, () -> Pruner.heads(1));
    }
}
