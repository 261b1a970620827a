package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Runs single operators in tests, with inputs as inputs or as constants, on some threads. */
public final class OperatorRuns {

    private OperatorRuns() {}

    /** The first output, all inputs but the first being constants where {@code constants}. */
    public static Tensor run(Operator op, int threads, boolean constants, @Nullable Tensor... inputs) {
        return run(op, 1, threads, constants, inputs).getFirst();
    }

    /** The first output where results need not have the same bits on every machine, all inputs but the first constants. */
    public static Tensor runFast(Operator op, int threads, @Nullable Tensor... inputs) {
        return run(op, 1, threads, true, false, inputs).getFirst();
    }

    /** All outputs. */
    public static List<Tensor> run(
            Operator op, int outputs, int threads, boolean constants, @Nullable Tensor... inputs) {
        return run(op, outputs, threads, constants, true, inputs);
    }

    private static List<Tensor> run(
            Operator op, int outputs, int threads, boolean constants, boolean strict, @Nullable Tensor... inputs) {
        var graph = new Graph("test");
        var edges = new ArrayList<@Nullable Edge>();
        var values = new ArrayList<Value>();
        for (Tensor input : inputs) {
            if (input == null) {
                edges.add(null);
            } else if (constants && !edges.isEmpty()) {
                edges.add(graph.constant("constant" + edges.size(), input));
            } else {
                edges.add(
                        graph.addInput("input" + edges.size(), new TensorType(input.type(), Shape.of(input.shape()))));
                values.add(input);
            }
        }
        var names = IntStream.range(0, outputs).mapToObj(i -> "output" + i).toList();
        graph.add("node", op, edges, names).outputs().forEach(graph::addOutput);
        try (var workers = new Workers(threads)) {
            var runner = new GraphRunner(graph, new Settings(workers, new Prepared(), strict, 1L << 30));
            var control = new RunControl(() -> false, 0, false, 1L << 30, null);
            return runner.run(values, control).stream().map(Tensor.class::cast).toList();
        }
    }

    /** A float tensor of numbers in (−1, 1). */
    public static Tensor random(SplittableRandom random, long... shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        float[] values = tensor.floats();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextDouble() * 2 - 1);
        }
        return tensor;
    }
}
