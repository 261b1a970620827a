package dev.lanewise.op.shape;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.exec.CompiledModel;
import dev.lanewise.exec.RunControl;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs operators on inputs of unknown shape, as in a model; numbers of elements are their places, which tell what moved. */
class MovementTest {

    private final SplittableRandom random = new SplittableRandom(23);

    @Test
    void slicesAsCountingDoes() {
        for (int round = 0; round < 60; round++) {
            long[] shape = {random.nextInt(1, 6), random.nextInt(1, 7)};
            long[] starts = {random.nextInt(-8, 8), random.nextInt(-8, 8)};
            long[] ends = {random.nextInt(-9, 9), random.nextInt(-9, 9)};
            long[] steps = {random.nextInt(1, 3), -random.nextInt(1, 4)};
            List<Integer> rows = taken((int) shape[0], starts[0], ends[0], steps[0]);
            List<Integer> columns = taken((int) shape[1], starts[1], ends[1], steps[1]);
            int[] expected = rows.stream()
                    .flatMapToInt(row -> columns.stream().mapToInt(column -> row * (int) shape[1] + column))
                    .toArray();
            Tensor y = run(new Slice(), places(shape), vector(starts), vector(ends), vector(0, 1), vector(steps));
            assertArrayEquals(new long[] {rows.size(), columns.size()}, y.shape());
            assertArrayEquals(expected, y.ints());
        }
    }

    /** The places NumPy's {@code start:end:step} takes, found by walking. */
    private static List<Integer> taken(int extent, long start, long end, long step) {
        long first = start < 0 ? start + extent : start;
        long last = end < 0 ? end + extent : end;
        first = step > 0 ? Math.max(first, 0) : Math.min(first, extent - 1);
        last = step > 0 ? Math.min(last, extent) : Math.max(last, -1);
        var places = new ArrayList<Integer>();
        for (long at = first; step > 0 ? at < last : at > last; at += step) {
            if (at >= 0 && at < extent) {
                places.add((int) at);
            }
        }
        return places;
    }

    @Test
    void transposesAnyTypeComplexNumbersWhole() {
        for (int round = 0; round < 40; round++) {
            long[] shape = {random.nextInt(1, 4), random.nextInt(1, 5), random.nextInt(1, 6)};
            int[] order = {0, 1, 2};
            for (int i = 2; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
            Tensor x = places(shape);
            var expected = new int[x.size()];
            var at = new int[3];
            for (int i = 0; i < expected.length; i++) {
                int rest = i;
                for (int axis = 2; axis >= 0; axis--) {
                    at[order[axis]] = rest % (int) shape[order[axis]];
                    rest /= (int) shape[order[axis]];
                }
                expected[i] = (int) ((at[0] * shape[1] + at[1]) * shape[2] + at[2]);
            }
            var transpose = new Transpose(Ints.of(order));
            assertArrayEquals(expected, run(transpose, x).ints());
            float[] pairs = run(transpose, Tensor.wrap(ElementType.COMPLEX64, pairs(x.ints()), shape))
                    .floats();
            assertArrayEquals(pairs(expected), pairs);
            float[] floats = run(transpose, Tensor.of(floats(x.ints()), shape)).floats();
            assertArrayEquals(floats(expected), floats);
        }
    }

    private static float[] pairs(int[] values) {
        var pairs = new float[2 * values.length];
        for (int i = 0; i < values.length; i++) {
            pairs[2 * i] = values[i];
            pairs[2 * i + 1] = -1 - values[i];
        }
        return pairs;
    }

    private static float[] floats(int[] values) {
        var floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            floats[i] = values[i];
        }
        return floats;
    }

    @Test
    void padsOfComplexNumbersAreZero() {
        Tensor x = Tensor.wrap(ElementType.COMPLEX64, new float[] {1, 2, 3, 4}, 2);
        float[] y = run(new Pad(StridedPad.Mode.CONSTANT), x, vector(1, 1)).floats();
        assertArrayEquals(new float[] {0, 0, 1, 2, 3, 4, 0, 0}, y);
    }

    @Test
    void splittingAnAxisAndMergingItAgainChangesNothing() {
        Tensor x = places(2, 12, 3);
        for (boolean atEnd : new boolean[] {false, true}) {
            Tensor split = run(new SplitAxis(1, 4, atEnd), x);
            assertArrayEquals(atEnd ? new long[] {2, 3, 4, 3} : new long[] {2, 4, 3, 3}, split.shape());
            assertEquals(x, run(new MergeAxes(1, 2), split));
        }
        assertThrows(InvalidInputException.class, () -> run(new SplitAxis(1, 5, true), x));
    }

    @Test
    void oneHotIgnoresIndicesOutsideTheDepth() {
        Tensor y = run(new OneHot(-1), vector(1, -1, 3, -4), Tensor.scalar(3), Tensor.of(new int[] {7, 9}, 2));
        assertArrayEquals(new int[] {7, 9, 7, 7, 7, 9, 7, 7, 7, 7, 7, 7}, y.ints());
    }

    @Test
    void uniqueKeepsTheOrderOfFirstPlacesUnlessSorted() {
        Tensor x = Tensor.of(new String[] {"b", "a", "c", "a", "b"}, 5);
        assertArrayEquals(
                new String[] {"b", "a", "c"}, run(new Unique(true, 0, false), x).strings());
        assertArrayEquals(
                new String[] {"a", "b", "c"}, run(new Unique(true, 0, true), x).strings());
    }

    @Test
    void cacheUpdatesWrapAroundWhenCircular() {
        Tensor cache = places(1, 4, 1);
        Tensor update = Tensor.of(new int[] {10, 11, 12}, 1, 3, 1);
        assertArrayEquals(
                new int[] {11, 12, 2, 10},
                run(new TensorScatter(1, true), cache, update, vector(7)).ints());
        assertThrows(InvalidInputException.class, () -> run(new TensorScatter(1, false), cache, update, vector(2)));
    }

    @Test
    void bitsSurviveAsAnotherTypeAndBack() {
        Tensor x = Tensor.of(new double[] {-0.0, Double.NaN, 1.5}, 3);
        for (ElementType other : List.of(ElementType.INT64, ElementType.UINT64, ElementType.COMPLEX64)) {
            assertEquals(x, run(new BitCast(ElementType.DOUBLE), run(new BitCast(other), x)));
        }
        Tensor nibbles = Tensor.wrap(ElementType.INT4, new byte[] {-8, -1, 7}, 3);
        assertArrayEquals(
                new byte[] {8, 15, 7},
                run(new BitCast(ElementType.UINT4), nibbles).bytes());
    }

    @Test
    void misfitsAreToldAsInvalidInput() {
        Tensor x = places(2, 3);
        assertInvalid(new Gather(0), x, vector(2));
        assertInvalid(new Gather(2), x, vector(0));
        assertInvalid(new GatherElements(0), x, Tensor.of(new long[4], 1, 4));
        assertInvalid(
                new ScatterElements(1, ScatterReduction.NONE),
                x,
                Tensor.of(new long[6], 3, 2),
                Tensor.of(new int[6], 3, 2));
        assertInvalid(
                new ScatterElements(1, ScatterReduction.ADD),
                x,
                Tensor.of(new long[2], 1, 2),
                Tensor.of(new int[3], 1, 3));
        assertInvalid(new ScatterNd(ScatterReduction.NONE), x, Tensor.of(new long[2], 1, 2), Tensor.of(new int[2], 2));
        assertInvalid(new GatherNd(0), x, Tensor.of(new long[3], 1, 3));
        assertInvalid(new CumSum(false, false, false), x, Tensor.scalar(2));
        assertInvalid(new Slice(), x, vector(0), vector(1), vector(0), vector(0));
        assertInvalid(new TopK(1, true), x, vector(4));
        assertInvalid(new Range(), vector(1), vector(5), vector(0));
    }

    private static void assertInvalid(Operator op, Tensor... inputs) {
        assertThrows(InvalidInputException.class, () -> run(op, inputs), op::toString);
    }

    private static Tensor places(long... shape) {
        int size = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return Tensor.of(IntStream.range(0, size).toArray(), shape);
    }

    private static Tensor vector(long... values) {
        return Tensor.of(values, values.length);
    }

    private static Tensor run(Operator op, Tensor... inputs) {
        var graph = new Graph("test");
        Edge[] edges = IntStream.range(0, inputs.length)
                .mapToObj(i ->
                        graph.addInput("x" + i, new TensorType(inputs[i].type(), Shape.ofRank(inputs[i].rank()))))
                .toArray(Edge[]::new);
        var names = IntStream.range(0, op instanceof TopK ? 2 : 1)
                .mapToObj(i -> "y" + i)
                .toList();
        graph.addOutput(graph.add("node", op, Arrays.asList(edges), names).output());
        try (var runner = CompiledModel.compile(graph, Set.of()).newRunner(true, 0)) {
            var control = new RunControl(() -> false, 0, false, Long.MAX_VALUE, null);
            return (Tensor) runner.run(List.<Value>of(inputs), control).getFirst();
        }
    }
}
