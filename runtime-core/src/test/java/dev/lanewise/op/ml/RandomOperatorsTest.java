package dev.lanewise.op.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.exec.CompiledModel;
import dev.lanewise.exec.RunControl;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.ml.RandomFill.Distribution;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomOperatorsTest {

    private static final int COUNT = 100_000;
    private static final Seed SEED = new Seed(OptionalLong.of(42));
    private static final Seed NONE = new Seed(OptionalLong.empty());

    private static List<Tensor> run(Operator op, int outputs, Tensor... inputs) {
        var graph = new Graph("test");
        var edges = new ArrayList<Edge>();
        for (Tensor input : inputs) {
            edges.add(graph.addInput("input" + edges.size(), new TensorType(input.type(), Shape.of(input.shape()))));
        }
        var names = IntStream.range(0, outputs).mapToObj(i -> "output" + i).toList();
        graph.add("node", op, edges, names).outputs().stream().limit(outputs).forEach(graph::addOutput);
        try (var runner = CompiledModel.compile(graph, Set.of()).newRunner(true, 1 << 20)) {
            var control = new RunControl(() -> false, 0, false, Long.MAX_VALUE, null);
            return runner.run(List.<Value>of(inputs), control).stream()
                    .map(Tensor.class::cast)
                    .toList();
        }
    }

    private static Tensor fill(Distribution distribution, double first, double second, ElementType type, Seed seed) {
        return run(new RandomFill(distribution, first, second, type, Shape.of(COUNT), seed), 1)
                .getFirst();
    }

    @Test
    void normalNumbersHaveTheMomentsAskedFor() {
        double[] drawn =
                fill(Distribution.NORMAL, 3, 2, ElementType.DOUBLE, SEED).doubles();
        double mean = Arrays.stream(drawn).average().orElseThrow();
        double variance =
                Arrays.stream(drawn).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        assertEquals(3, mean, 0.05);
        assertEquals(4, variance, 0.1);
    }

    @Test
    void uniformNumbersFillTheirRangeEvenly() {
        float[] drawn =
                fill(Distribution.UNIFORM, -1, 3, ElementType.FLOAT, SEED).floats();
        var counts = new int[4];
        for (float x : drawn) {
            assertTrue(x >= -1 && x <= 3, () -> "drew " + x);
            counts[Math.min(3, (int) Math.floor(x + 1))]++;
        }
        for (int count : counts) {
            assertEquals(COUNT / 4.0, count, COUNT * 0.01);
        }
    }

    @Test
    void onlyASeedMakesRunsEqual() {
        assertArrayEquals(
                fill(Distribution.NORMAL, 0, 1, ElementType.FLOAT, SEED).floats(),
                fill(Distribution.NORMAL, 0, 1, ElementType.FLOAT, SEED).floats());
        assertFalse(Arrays.equals(
                fill(Distribution.NORMAL, 0, 1, ElementType.FLOAT, NONE).floats(),
                fill(Distribution.NORMAL, 0, 1, ElementType.FLOAT, NONE).floats()));
    }

    @Test
    void shapeComesFromTheInputWhereNoneIsGiven() {
        var op = new RandomFill(Distribution.UNIFORM, 0, 1, ElementType.FLOAT, Shape.UNRANKED, SEED);
        Tensor drawn = run(op, 1, Tensor.zeros(ElementType.INT32, 2, 3)).getFirst();
        assertArrayEquals(new long[] {2, 3}, drawn.shape());
    }

    @Test
    void classesAreDrawnAsOftenAsTheirProbabilitiesSay() {
        double[] parts = {0.5, 0.1, 0.4};
        var logits = new float[6];
        for (int i = 0; i < 3; i++) {
            logits[i] = (float) Math.log(parts[i]);
            logits[3 + i] = i == 1 ? 0 : Float.NEGATIVE_INFINITY;
        }
        Tensor drawn =
                run(new Multinomial(COUNT, SEED), 1, Tensor.of(logits, 2, 3)).getFirst();
        assertArrayEquals(new long[] {2, COUNT}, drawn.shape());
        var counts = new int[3];
        for (int i = 0; i < COUNT; i++) {
            counts[(int) drawn.longs()[i]]++;
            assertEquals(1, drawn.longs()[COUNT + i]);
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(parts[i] * COUNT, counts[i], COUNT * 0.01);
        }
    }

    @Test
    void dropoutScalesWhatItsMaskKeeps() {
        var x = new float[COUNT];
        for (int i = 0; i < COUNT; i++) {
            x[i] = 1 + i % 7;
        }
        var results =
                run(new Dropout(SEED), 2, Tensor.of(x, COUNT), Tensor.scalar(0.75f), Tensor.of(new boolean[] {true}));
        boolean[] kept = results.get(1).booleans();
        int count = 0;
        for (int i = 0; i < COUNT; i++) {
            assertEquals(kept[i] ? x[i] * 4 : 0, results.get(0).floats()[i]);
            count += kept[i] ? 1 : 0;
        }
        assertEquals(COUNT * 0.25, count, COUNT * 0.01);
    }

    @Test
    void dropoutKeepsEverythingOutsideTraining() {
        var x = Tensor.of(new double[] {1, -2, 3}, 3);
        var results = run(new Dropout(SEED), 2, x, Tensor.scalar(0.75f), Tensor.of(new boolean[] {false}));
        assertArrayEquals(x.doubles(), results.get(0).doubles());
        assertArrayEquals(new boolean[] {true, true, true}, results.get(1).booleans());
    }

    @Test
    void dropoutRefusesARatioOfOne() {
        assertThrows(
                InvalidInputException.class,
                () -> run(new Dropout(SEED), 1, Tensor.of(new float[2], 2), Tensor.scalar(1f), Tensor.of(new boolean[] {
                    true
                })));
    }
}
