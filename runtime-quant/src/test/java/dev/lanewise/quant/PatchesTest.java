package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.Model;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.tensor.Tensor;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PatchesTest {

    private static final Window PADDED = new Window(
            Ints.of(3, 2), Ints.of(2, 1), Ints.of(1, 2), Ints.of(1, 0), Ints.of(1, 1), Window.AutoPad.EXPLICIT, false);

    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void weightsTimesPatchesAreTheConvolution() {
        Tensor filters = PruningModels.normal(random, 1, 6, 2, 3, 2);
        Tensor bias = PruningModels.normal(random, 1, 6);
        check(
                new long[] {2, 7, 6, 4},
                PruningModels.of(
                        new long[] {2, 7, 6, 4},
                        (graph, x) -> graph.add(
                                "y",
                                new Convolution(PADDED, 2),
                                x,
                                graph.constant("w", filters),
                                graph.constant("b", bias))));
    }

    @Test
    void weightsTimesPatchesAreTheConvolutionWithSamePadding() {
        var window = new Window(
                Ints.of(5), Ints.of(2), Ints.of(1), Ints.of(0), Ints.of(0), Window.AutoPad.SAME_UPPER, false);
        Tensor filters = PruningModels.normal(random, 1, 4, 3, 5);
        check(
                new long[] {1, 9, 3},
                PruningModels.of(
                        new long[] {1, 9, 3},
                        (graph, x) -> graph.add("y", new Convolution(window, 1), x, graph.constant("w", filters))));
    }

    @Test
    void weightsTimesRowsAreTheProduct() {
        Tensor weights = PruningModels.normal(random, 1, 5, 3);
        check(
                new long[] {2, 4, 5},
                PruningModels.of(
                        new long[] {2, 4, 5},
                        (graph, x) -> graph.add("y", new MatMul(), x, graph.constant("w", weights))));
        Tensor turned = PruningModels.normal(random, 1, 3, 5);
        check(
                new long[] {4, 5},
                PruningModels.of(
                        new long[] {4, 5},
                        (graph, x) -> graph.add("y", new MatMul(false, true), x, graph.constant("w", turned))));
    }

    private void check(long[] shape, Model model) {
        Tensor x = PruningModels.normal(random, 1, shape);
        WeightLayer layer = WeightLayer.in(model.definition().graph()).getFirst();
        float[] expected;
        try (var session = model.newSession()) {
            expected = session.run(Map.of("x", x)).tensor(0).floats();
        }
        var patches = new Patches(layer, x, 0);
        assertEquals(expected.length, patches.rows() * layer.outputs());
        double[][] weights = layer.matrix();
        var patch = new double[layer.depth() + 1];
        patch[layer.depth()] = 1;
        for (int row = 0; row < patches.rows(); row++) {
            for (int output = 0; output < layer.outputs(); output++) {
                patches.read(row, output / layer.groupOutputs(), patch);
                double sum = 0;
                for (int k = 0; k < weights[output].length; k++) {
                    sum += weights[output][k] * patch[k];
                }
                assertEquals(expected[row * layer.outputs() + output], sum, 1e-4);
            }
        }
    }
}
