package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Recurrent;
import dev.lanewise.op.nn.RecurrentActivation;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Split;
import dev.lanewise.op.shape.TopK;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Single operators, written and read again, compute what they computed before. */
class WrittenOperatorsTest {

    @TempDir
    Path folder;

    /** An operator, the shape of its first input, and the constants that are its others. */
    record Case(Operator op, long[] shape, List<Tensor> constants, int outputs) {
        static Case of(Operator op, long[] shape, Tensor... constants) {
            return new Case(op, shape, List.of(constants), 1);
        }

        @Override
        public String toString() {
            return op + " of " + Shape.of(shape);
        }
    }

    private static final SplittableRandom RANDOM = new SplittableRandom(3);

    private static Tensor random(long... shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats()[i] = (float) RANDOM.nextDouble(-1, 1);
        }
        return tensor;
    }

    private static Tensor longs(long... values) {
        return Tensor.of(values, values.length);
    }

    private static long[] dims(long... dims) {
        return dims;
    }

    private static Window window(int kernel, int stride, int dilation, int begin, int end, boolean ceil) {
        return new Window(
                Ints.of(kernel, kernel),
                Ints.of(stride, stride),
                Ints.of(dilation, dilation),
                Ints.of(begin, begin),
                Ints.of(end, end),
                Window.AutoPad.EXPLICIT,
                ceil);
    }

    private static Window auto(Window.AutoPad auto, int kernel, int stride) {
        Window plain = window(kernel, stride, 1, 0, 0, false);
        return new Window(
                plain.kernel(), plain.strides(), plain.dilations(), plain.begins(), plain.ends(), auto, false);
    }

    static Stream<Case> windows() {
        var cases = new ArrayList<Case>();
        long[] image = {2, 9, 8, 4};
        var windows = new ArrayList<Window>();
        for (int kernel = 1; kernel <= 4; kernel++) {
            for (int stride = 1; stride <= 2; stride++) {
                for (Window.AutoPad auto :
                        List.of(Window.AutoPad.SAME_UPPER, Window.AutoPad.SAME_LOWER, Window.AutoPad.VALID)) {
                    windows.add(auto(auto, kernel, stride));
                }
                windows.add(window(kernel, stride, 1, kernel / 2, kernel / 2, false));
                windows.add(window(kernel, stride, 1, kernel / 2, 0, kernel > 1));
                windows.add(window(kernel, stride, 2, kernel - 1, kernel - 1, false));
            }
        }
        for (Window window : windows) {
            long k = window.kernel().get(0);
            cases.add(Case.of(new Convolution(window, 1), image, random(6, 4, k, k), random(6)));
            cases.add(Case.of(new Convolution(window, 4), image, random(8, 1, k, k)));
            cases.add(Case.of(new Convolution(window, 2), image, random(6, 2, k, k)));
            if (window.dilations().get(0) == 1) {
                cases.add(Case.of(new MaxPool(window), image));
                cases.add(Case.of(new AveragePool(window, false), image));
                cases.add(Case.of(new AveragePool(window, true), image));
            }
        }
        Window line =
                new Window(Ints.of(3), Ints.of(2), Ints.of(1), Ints.of(1), Ints.of(1), Window.AutoPad.EXPLICIT, false);
        cases.add(Case.of(new Convolution(line, 1), dims(2, 9, 4), random(5, 4, 3)));
        return cases.stream();
    }

    static Stream<Case> transposedConvolutions() {
        var cases = new ArrayList<Case>();
        for (int kernel = 1; kernel <= 4; kernel++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (int pad = 0; 2 * pad < kernel; pad++) {
                    for (int more = 0; more < stride; more++) {
                        var op = new TransposedConvolution(
                                window(kernel, stride, 1, pad, pad, false),
                                Ints.of(more, more),
                                Ints.of(),
                                1,
                                Epilogue.NONE);
                        cases.add(Case.of(op, dims(1, 5, 4, 3), random(3, 2, kernel, kernel), random(2)));
                    }
                }
            }
        }
        return cases.stream();
    }

    static Stream<Case> others() {
        return Stream.of(
                Case.of(new MatMul(), dims(2, 3, 4), random(4, 5), random(5)),
                Case.of(new MatMul(false, true), dims(3, 4), random(5, 4)),
                Case.of(new MatMul(true, false), dims(2, 4, 3), random(4, 5)),
                Case.of(new MatMul(), dims(2, 3, 4), random(2, 4, 5)),
                Case.of(new MatMul(), dims(4), random(4, 5)),
                Case.of(new MatMul(), dims(2, 3, 4), random(4)),
                Case.of(new Softmax(1), dims(2, 3, 4)),
                Case.of(new Softmax(1, true, false), dims(2, 3, 4)),
                Case.of(new Softmax(-1, false, true), dims(2, 3, 4)),
                Case.of(new RowNormalization(true, -1, 1e-5f), dims(2, 3, 4), random(4), random(4)),
                Case.of(new GroupNormalization(0, false, 1e-5f), dims(2, 5, 4, 3), random(3), random(3)),
                Case.of(new Reduce(ReduceFunction.LOG_SUM_EXP, Ints.of(1), false), dims(2, 3, 4)),
                Case.of(new Reduce(ReduceFunction.L2, Ints.of(-1, 0), true), dims(2, 3, 4)),
                Case.of(new ArgExtremum(false, 1, true, false), dims(2, 3, 4)),
                Case.of(new Transpose(Ints.of(2, 0, 1)), dims(2, 3, 4)),
                Case.of(new Transpose(Ints.of(0, 3, 1, 2)), dims(2, 1, 1, 4)),
                Case.of(new Reshape.Flatten(1), dims(2, 3, 4)),
                Case.of(new Gather(1), dims(2, 3, 4), Tensor.of(new long[] {-1, 0}, 2)),
                Case.of(new Pad(StridedPad.Mode.REFLECT), dims(3, 4), longs(1, 2, 0, 1)),
                Case.of(new Pad(StridedPad.Mode.CONSTANT), dims(3, 4), longs(1, 2, 0, 1), Tensor.scalar(7f)),
                Case.of(new Slice(), dims(5, 6), longs(-3, 1), longs(Integer.MAX_VALUE, -1)),
                Case.of(new Slice(), dims(5, 6), longs(4, 5), longs(-9, 0), longs(0, 1), longs(-1, -2)),
                Case.of(new Slice(), dims(5, 6), longs(1), longs(-1), longs(-1), longs(2)),
                new Case(new Split(1), dims(2, 6), List.of(longs(1, 2, 3)), 3),
                new Case(new Split(0), dims(4, 3), List.of(), 2),
                new Case(new TopK(-1, false), dims(3, 7), List.of(longs(2)), 2));
    }

    static Stream<Case> recurrentLayers() {
        var cases = new ArrayList<Case>();
        for (Recurrent.Cell cell : Recurrent.Cell.values()) {
            for (Recurrent.Direction direction : Recurrent.Direction.values()) {
                for (boolean late : new boolean[] {false, true}) {
                    cases.add(recurrent(cell, direction, late));
                }
            }
        }
        return cases.stream();
    }

    private static Case recurrent(Recurrent.Cell cell, Recurrent.Direction direction, boolean late) {
        int directions = direction.count();
        int rows = 3 * cell.gates();
        var activations = new ArrayList<RecurrentActivation>();
        for (int i = 0; i < directions * cell.activations(); i++) {
            boolean gate = i % cell.activations() == 0 && cell != Recurrent.Cell.RNN;
            activations.add(RecurrentActivation.of(gate ? UnaryFunction.SIGMOID : UnaryFunction.TANH, 0, 0));
        }
        var op = new Recurrent(cell, direction, activations, 0, false, late);
        var constants = List.of(random(directions, rows, 5), random(directions, rows, 3), random(directions, 2 * rows));
        return new Case(op, dims(4, 2, 5), constants, cell == Recurrent.Cell.LSTM ? 3 : 2);
    }

    @ParameterizedTest
    @MethodSource({"recurrentLayers", "windows", "transposedConvolutions", "others"})
    void computesTheSame(Case c) {
        Model model = model(c.op(), c.shape(), c.constants(), c.outputs());
        comesBack(model, c.shape());
    }

    @ParameterizedTest
    @EnumSource(
            value = UnaryFunction.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ASIN", "ACOS", "ASINH", "ACOSH", "ATANH", "ERF", "SHRINK", "BITWISE_NOT", "NOT"})
    void functionsComputeTheSame(UnaryFunction function) {
        long[] shape = {3, 50};
        comesBack(model(new Unary(function, 0.4f, 0.7f), shape, List.of(), 1), shape);
    }

    private static Model model(Operator op, long[] shape, List<Tensor> constants, int outputs) {
        var graph = new Graph("one");
        var inputs = new ArrayList<Edge>();
        inputs.add(graph.addInput("x", new TensorType(ElementType.FLOAT, Shape.of(shape))));
        for (Tensor constant : constants) {
            inputs.add(graph.constant("c" + inputs.size(), constant));
        }
        var names =
                Stream.iterate(0, i -> i + 1).limit(outputs).map(i -> "y" + i).toList();
        graph.add("node", op, inputs, names).outputs().forEach(graph::addOutput);
        return Model.of(new ModelDefinition(
                graph,
                graph.inputs().stream().map(WrittenOperatorsTest::spec).toList(),
                graph.outputs().stream().map(WrittenOperatorsTest::spec).toList(),
                Map.of()));
    }

    private static TensorSpec spec(Edge edge) {
        long[] shape = edge.shape().stream().map(dim -> Math.max(dim, -1)).toArray();
        var names = Stream.generate(() -> "").limit(shape.length).toList();
        return new TensorSpec(edge.name(), edge.tensorType().element(), shape, names, Optional.empty());
    }

    private void comesBack(Model model, long... shape) {
        Path file = folder.resolve("written.tflite");
        TfliteModels.write(model, file);
        Model again = Model.load(file);
        var inputs = Map.of("x", random(shape));
        try (var before = model.newSession();
                var after = again.newSession()) {
            var expected = before.run(inputs);
            var found = after.run(inputs);
            for (String name : expected.names()) {
                Tensor y = expected.tensor(name);
                assertArrayEquals(y.shape(), found.tensor(name).shape());
                if (y.type() == ElementType.FLOAT) {
                    assertArrayEquals(y.floats(), found.tensor(name).floats(), 1e-5f);
                } else {
                    assertEquals(y, found.tensor(name));
                }
            }
        }
    }

    @Test
    void everyNodeThatTfliteLacksIsNamed() {
        var graph = new Graph("two");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 2, 3));
        Edge y = graph.add("first", new Unary(UnaryFunction.ERF), x);
        Edge z = graph.add("second", new Unary(UnaryFunction.ABS), y);
        graph.addOutput(graph.add("third", new Unary(UnaryFunction.ATANH), z));
        Model model = Model.of(new ModelDefinition(
                graph, List.of(spec(x)), List.of(spec(graph.outputs().getFirst())), Map.of()));
        var thrown = assertThrows(
                UnsupportedModelException.class, () -> TfliteModels.write(model, folder.resolve("none.tflite")));
        String message = String.valueOf(thrown.getMessage());
        assertTrue(message.contains("'first' (ERF)") && message.contains("'third' (ATANH)"), message);
        assertTrue(!message.contains("second"), message);
    }

    @Test
    void openDimensionsStayOpenOrAreFixed() {
        Model model = model(new Softmax(-1), dims(-1, 4), List.of(), 1);
        Path file = folder.resolve("open.tflite");
        TfliteModels.write(model, file);
        assertArrayEquals(dims(-1, 4), Model.load(file).inputs().getFirst().shape());
        TfliteModels.write(model, file, Map.of("x", dims(3, -1)));
        assertArrayEquals(dims(3, 4), Model.load(file).inputs().getFirst().shape());
        assertArrayEquals(dims(3, 4), Model.load(file).outputs().getFirst().shape());
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Model model = model(new Softmax(-1), dims(-1, 4), List.of(), 1);
        Path file = folder.resolve("none.tflite");
        assertThrows(InvalidInputException.class, () -> TfliteModels.write(model, file, Map.of("z", dims(1, 4))));
        assertThrows(InvalidInputException.class, () -> TfliteModels.write(model, file, Map.of("x", dims(1, 5))));
        assertThrows(InvalidInputException.class, () -> TfliteModels.write(model, file, Map.of("x", dims(1, 4, 1))));
    }
}
