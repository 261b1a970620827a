package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.quant.Pruner.Criterion;
import dev.lanewise.quant.Pruner.Inputs;
import dev.lanewise.quant.Pruner.Recovery;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PrunerTest {

    private static final int DEPTH = 16;
    private static final int OUTPUTS = 8;

    private final SplittableRandom random = new SplittableRandom(3);
    private final Tensor weights = PruningModels.normal(random, 1, OUTPUTS, DEPTH);
    private final Model model = PruningModels.of(
            new long[] {4, DEPTH},
            (graph, x) -> graph.add(
                    "second",
                    new MatMul(false, true),
                    graph.add(
                            "first",
                            new MatMul(false, true),
                            x,
                            graph.constant("w1", PruningModels.normal(random, 1, DEPTH, DEPTH)),
                            graph.constant("b1", PruningModels.normal(random, 1, DEPTH))),
                    graph.constant("w2", weights)));
    private final List<Map<String, Tensor>> samples = PruningModels.samples(5, 50, 4, DEPTH);

    private static float[] weights(Model model, int layer) {
        var graph = model.definition().graph();
        return WeightLayer.in(graph)
                .get(layer)
                .node()
                .requireInput(WeightLayer.WEIGHTS)
                .requireConstant()
                .floats();
    }

    private static int zeros(float[] values) {
        int count = 0;
        for (float value : values) {
            count += value == 0 ? 1 : 0;
        }
        return count;
    }

    @Test
    void removesTheSmallestOfEachLayer() {
        Model pruned = Pruner.unstructured(0.75).prune(model);
        assertEquals(0.75 * DEPTH * DEPTH, zeros(weights(pruned, 0)));
        float[] left = weights(pruned, 1);
        assertEquals(0.75 * OUTPUTS * DEPTH, zeros(left));
        float[] all = weights.floats();
        double largestRemoved = 0;
        double smallestKept = Double.MAX_VALUE;
        for (int i = 0; i < all.length; i++) {
            if (left[i] == 0) {
                largestRemoved = Math.max(largestRemoved, Math.abs(all[i]));
            } else {
                assertEquals(all[i], left[i]);
                smallestKept = Math.min(smallestKept, Math.abs(all[i]));
            }
        }
        assertTrue(largestRemoved <= smallestKept);
    }

    @Test
    void removesTheSmallestOfAllLayers() {
        Model pruned = Pruner.unstructuredGlobally(0.5).prune(model);
        assertEquals(0.5 * DEPTH * (DEPTH + OUTPUTS), zeros(weights(pruned, 0)) + zeros(weights(pruned, 1)));
    }

    @Test
    void keepsTwoOfFour() {
        for (Recovery recovery : Recovery.values()) {
            Model pruned =
                    Pruner.pattern(2, 4).calibration(samples).recovery(recovery).prune(model);
            float[] left = weights(pruned, 0);
            for (int i = 0; i < left.length; i += 4) {
                assertEquals(2, zeros(Arrays.copyOfRange(left, i, i + 4)));
            }
        }
    }

    @Test
    void removesWholeBlocks() {
        Model pruned = Pruner.blocks(0.5, 2, 4).by(Criterion.L2).prune(model);
        float[] left = weights(pruned, 1);
        int empty = 0;
        for (int block = 0; block < OUTPUTS / 2 * DEPTH / 4; block++) {
            int at = block / (DEPTH / 4) * 2 * DEPTH + block % (DEPTH / 4) * 4;
            int zeros = zeros(Arrays.copyOfRange(left, at, at + 4))
                    + zeros(Arrays.copyOfRange(left, at + DEPTH, at + DEPTH + 4));
            assertTrue(zeros == 0 || zeros == 8);
            empty += zeros / 8;
        }
        assertEquals(OUTPUTS / 2 * DEPTH / 4 / 2, empty);
    }

    @Test
    void recoveryBeatsNone() {
        for (Criterion criterion : EnumSet.complementOf(EnumSet.of(Criterion.NORMALIZATION_SCALE))) {
            var pruner = Pruner.unstructured(0.6).by(criterion).calibration(samples);
            double none = error(pruner.prune(model));
            for (Recovery recovery : List.of(Recovery.LEAST_SQUARES, Recovery.SECOND_ORDER)) {
                for (Inputs inputs : Inputs.values()) {
                    Model pruned = pruner.recovery(recovery).inputs(inputs).prune(model);
                    assertTrue(error(pruned) < 0.7 * none, recovery + " " + inputs + " " + criterion);
                }
            }
        }
    }

    /** Mean square of the difference to the original's outputs, on samples that calibration has not seen. */
    private double error(Model pruned) {
        double sum = 0;
        try (var one = model.newSession();
                var other = pruned.newSession()) {
            for (var sample : PruningModels.samples(6, 20, 4, DEPTH)) {
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
    void prunesChosenLayersAlone() {
        Model pruned = Pruner.unstructured(0.5).include("sec*").prune(model);
        assertEquals(0, zeros(weights(pruned, 0)));
        assertEquals(OUTPUTS * DEPTH / 2, zeros(weights(pruned, 1)));
        assertEquals(0, zeros(weights(Pruner.unstructured(0.5).exclude("first").prune(model), 0)));
    }

    @Test
    void leavesTheModelAsItWas() {
        float[] before = weights.floats().clone();
        Pruner.unstructured(0.5)
                .calibration(samples)
                .recovery(Recovery.SECOND_ORDER)
                .prune(model);
        assertArrayEquals(before, weights(model, 1));
    }

    @Test
    void saysWhatIsWrong() {
        var recovering = Pruner.unstructured(0.5).recovery(Recovery.LEAST_SQUARES);
        assertFails(
                "there is no layer with weights named 'third'",
                Pruner.unstructured(0.5).include("third"));
        assertFails("expected one or more", recovering);
        var broken = Map.of("x", Tensor.of(new float[4 * DEPTH], 4, DEPTH));
        broken.get("x").floats()[9] = Float.NaN;
        assertFails(
                "calibration sample 50 makes NaN in the input 'x' of node 'first'",
                recovering.calibration(with(broken)));
        assertFails("'x'", recovering.calibration(with(Map.of("x", Tensor.of(new float[5], 5)))));
        assertFails("not single weights", Pruner.unstructured(0.5).by(Criterion.NORMALIZATION_SCALE));
        assertThrows(InvalidInputException.class, () -> Pruner.unstructured(1));
        assertThrows(InvalidInputException.class, () -> Pruner.pattern(4, 4));
        assertThrows(
                RunCancelledException.class,
                () -> recovering
                        .calibration(samples)
                        .progress((fraction, step, remaining) -> false)
                        .prune(model));
    }

    private List<Map<String, Tensor>> with(Map<String, Tensor> last) {
        return java.util.stream.Stream.concat(samples.stream(), java.util.stream.Stream.of(last))
                .toList();
    }

    private void assertFails(String message, Pruner pruner) {
        var error = assertThrows(InvalidInputException.class, () -> pruner.prune(model));
        assertTrue(String.valueOf(error.getMessage()).contains(message), error.getMessage());
    }

    @Test
    void digitsAreStillKnownWithAFifthOfTheWeights() throws IOException {
        DigitNetwork digits = DigitNetwork.load();
        var pruner = Pruner.unstructuredGlobally(0.8);
        Model recovered = pruner.calibration(digits.samples().subList(0, 200))
                .recovery(Recovery.LEAST_SQUARES)
                .inputs(Inputs.ORIGINAL)
                .prune(digits.model());
        double original = digits.accuracy(digits.model(), 200, 4000);
        double without = digits.accuracy(pruner.prune(digits.model()), 200, 4000);
        double with = digits.accuracy(recovered, 200, 4000);
        assertTrue(with > without, with + " with, " + without + " without");
        assertTrue(with > original - 1, with + " of " + original);
    }

    @Test
    void choosingByCostKeepsMoreOfEachLayer() throws IOException {
        DigitNetwork digits = DigitNetwork.load();
        var pruner = Pruner.unstructured(0.8).calibration(digits.samples().subList(0, 200));
        double byMagnitude =
                digits.accuracy(pruner.recovery(Recovery.LEAST_SQUARES).prune(digits.model()), 200, 3000);
        Model chosen = pruner.recovery(Recovery.SECOND_ORDER).prune(digits.model());
        double byCost = digits.accuracy(chosen, 200, 3000);
        assertTrue(byCost > byMagnitude + 1, byCost + " by cost, " + byMagnitude + " by magnitude");
        for (int layer = 0; layer < 4; layer++) {
            float[] left = weights(chosen, layer);
            assertEquals(Math.round(0.8 * left.length), zeros(left));
        }
    }
}
