package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.Verifier;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.DynamicQuantize;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.quant.WeightFormat.Rounding;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class QuantizerTest {

    private final SplittableRandom random = new SplittableRandom(11);

    /** Images channels first, as ONNX has them, through two convolutions, one beside a residual, to ten scores. */
    private Model network() {
        var graph = new Graph("network");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 1, 3, 12, 12));
        Edge stem = convolution(graph, "stem", x, 3, 16);
        Edge normal = image(
                graph,
                "normal",
                stem,
                new ChannelAffine(),
                graph.constant("gamma", Tensor.of(positive(16), 16)),
                graph.constant("beta", SmallModels.random(random, 16)));
        Edge pooled = image(graph, "pool", normal, new MaxPool(square(2, 2, 0)));
        Edge active = graph.add("active", Unary.relu(), pooled);
        Edge inner = graph.add("inner.active", Unary.relu(), convolution(graph, "inner", active, 16, 16));
        Edge sum = graph.add("sum", new Binary(BinaryFunction.ADD), active, inner);
        Edge mean = image(graph, "mean", sum, new GlobalPool(GlobalPool.Function.AVERAGE, 0));
        Edge flat = graph.add("flat", Reshape.To.of(1, 16), mean);
        Edge bias = graph.constant("head.bias", SmallModels.random(random, 10));
        Edge weights = graph.constant("head.weight", SmallModels.random(random, 10, 16));
        graph.addOutput(graph.add("head", new MatMul(false, true), flat, weights, bias));
        return SmallModels.model(graph);
    }

    private static Window square(int kernel, int stride, int pad) {
        Ints strides = Ints.filled(2, stride);
        Ints pads = Ints.filled(2, pad);
        return new Window(
                Ints.filled(2, kernel), strides, Ints.filled(2, 1), pads, pads, Window.AutoPad.EXPLICIT, false);
    }

    private float[] positive(int count) {
        var values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.2f + (float) random.nextDouble();
        }
        return values;
    }

    private Edge convolution(Graph graph, String name, Edge x, int inputs, int outputs) {
        Edge filters = graph.constant(name + ".weight", SmallModels.random(random, outputs, inputs, 3, 3));
        return image(
                graph,
                name,
                x,
                new Convolution(square(3, 1, 1), 1),
                filters,
                graph.constant(name + ".bias", SmallModels.random(random, outputs)));
    }

    private static Edge image(Graph graph, String name, Edge x, dev.lanewise.graph.Operator op, Edge... more) {
        var inputs = new ArrayList<Edge>();
        inputs.add(graph.add(name, Transpose.toChannelsLast(4), x));
        inputs.addAll(List.of(more));
        Edge y = graph.add(name + ".1", op, inputs.toArray(Edge[]::new));
        return graph.add(name + ".2", Transpose.toChannelsFirst(4), y);
    }

    private List<Map<String, Tensor>> images(int count) {
        var images = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < count; i++) {
            images.add(Map.of("x", SmallModels.random(random, 1, 3, 12, 12)));
        }
        return images;
    }

    private static double cosine(Model model, Model other, List<Map<String, Tensor>> samples) {
        double dot = 0;
        double first = 0;
        double second = 0;
        try (Session a = model.newSession();
                Session b = other.newSession()) {
            for (var sample : samples) {
                float[] p = a.run(sample).tensor(0).floats();
                float[] q = b.run(sample).tensor(0).floats();
                for (int i = 0; i < p.length; i++) {
                    dot += (double) p[i] * q[i];
                    first += (double) p[i] * p[i];
                    second += (double) q[i] * q[i];
                }
            }
        }
        return dot / Math.sqrt(first * second);
    }

    private static long count(Model model, Class<?> operator) {
        return model.definition().graph().nodes().stream()
                .filter(node -> operator.isInstance(node.op()))
                .count();
    }

    @ParameterizedTest
    @CsvSource({
        "8, true, false, 0.999",
        "8, false, false, 0.999",
        "8, true, true, 0.999",
        "16, true, true, 0.9999",
        "6, true, false, 0.99",
        "4, false, false, 0.9"
    })
    void computesOnIntegersWhatTheFloatModelDoes(int bits, boolean signed, boolean symmetric, double least) {
        Model model = network();
        var quantizer = Quantizer.calibrated(Calibration.of(images(30)).extremes())
                .activations(new ActivationFormat(bits, signed, symmetric));
        Model quantized = quantizer.quantize(model);
        double cosine = cosine(model, quantized, images(30));
        assertTrue(cosine > least, () -> "cosine " + cosine);
        assertTrue(cosine < 1);
    }

    @Test
    void putsQuantizeAndDequantizeAroundEveryOperator() {
        Model model = network();
        Model quantized = Quantizer.calibrated(Calibration.of(images(10))).quantize(model);
        Graph graph = quantized.definition().graph();
        Verifier.verify(graph);
        assertEquals(0, count(quantized, ChannelAffine.class), "batch normalisation is folded");
        assertEquals(0, count(quantized, Unary.class), "activations are the integers' bounds");
        for (Node node : graph.nodes()) {
            boolean product = node.op() instanceof Convolution || node.op() instanceof MatMul;
            if (product) {
                Node weights = node.requireInput(1).producer();
                assertTrue(weights != null && weights.op() instanceof Dequantize, node.toString());
                assertEquals(
                        ElementType.INT8,
                        weights.requireInput(0).requireConstant().type());
                Node bias = node.requireInput(2).producer();
                assertTrue(bias != null && bias.op() instanceof Dequantize, node.toString());
                assertEquals(
                        ElementType.INT32,
                        bias.requireInput(0).requireConstant().type());
            }
        }
        assertEquals("head", graph.outputs().getFirst().name());
        assertTrue(graph.outputs().getFirst().producer().op() instanceof Dequantize);
    }

    @Test
    void leavesTheModelUntouched() {
        Model model = network();
        var samples = images(3);
        String before = model.definition().graph().sorted().toString();
        float[] output;
        try (Session session = model.newSession()) {
            output = session.run(samples.getFirst()).tensor(0).floats();
        }
        Quantizer.calibrated(Calibration.of(samples))
                .equalise()
                .weights(WeightFormat.INT8.bits(2))
                .quantize(model);
        assertEquals(before, model.definition().graph().sorted().toString());
        try (Session session = model.newSession()) {
            assertEquals(
                    Tensor.of(output, 1, 10),
                    Tensor.of(session.run(samples.getFirst()).tensor(0).floats(), 1, 10));
        }
    }

    @Test
    void quantizesActivationsByTheRangeOfTheRun() {
        Model model = network();
        Model quantized = Quantizer.dynamic().quantize(model);
        assertEquals(3, count(quantized, DynamicQuantize.class));
        assertTrue(cosine(model, quantized, images(20)) > 0.999);
    }

    @ParameterizedTest
    @EnumSource(Rounding.class)
    void quantizesWeightsAlone(Rounding rounding) {
        Model model = network();
        var calibration = Calibration.of(images(30));
        var four = Quantizer.weightsOnly(WeightFormat.INT4.block(8).rounding(rounding))
                .calibration(calibration);
        assertTrue(cosine(model, four.quantize(model), images(20)) > 0.99);
        var eight = four.weights(WeightFormat.INT8.rounding(rounding));
        assertTrue(cosine(model, eight.quantize(model), images(20)) > 0.9999);
        assertTrue(cosine(model, eight.weights(WeightFormat.INT8.asymmetric()).quantize(model), images(20)) > 0.9999);
    }

    @Test
    void quantizesEmbeddingTables() {
        var graph = new Graph("embedding");
        Edge ids = graph.addInput("x", new TensorType(ElementType.INT64, Shape.of(-1)));
        Edge table = graph.constant("table", SmallModels.random(random, 50, 64));
        graph.addOutput(graph.add("row", new Gather(0), table, ids));
        Model model = SmallModels.model(graph);
        var samples = List.of(Map.of("x", Tensor.of(new long[] {3, 49, 0, 7}, 4)));
        Model eight = Quantizer.weightsOnly(WeightFormat.INT8).quantize(model);
        assertTrue(cosine(model, eight, samples) > 0.9999);
        Model four = Quantizer.weightsOnly(WeightFormat.INT4).quantize(model);
        assertTrue(cosine(model, four, samples) > 0.99);
        assertEquals(50 * 64 / 2 + 50 * 2 * Float.BYTES, Weights.of(four).bytes());
        Model half = Quantizer.float16().quantize(model);
        assertTrue(cosine(model, half, samples) > 0.999999);
        assertEquals(50 * 64 * Short.BYTES, Weights.of(half).bytes());
    }

    @Test
    void choosesNodesByNameAndOperator() {
        Model model = network();
        var quantizer = Quantizer.dynamic();
        assertEquals(1, count(quantizer.include("MatMul").quantize(model), DynamicQuantize.class));
        assertEquals(1, count(quantizer.include("in*").quantize(model), DynamicQuantize.class));
        assertEquals(1, count(quantizer.include("stem").quantize(model), DynamicQuantize.class));
        assertEquals(1, count(quantizer.exclude("Convolution").quantize(model), DynamicQuantize.class));
        assertEquals(2, count(quantizer.exclude("head").quantize(model), DynamicQuantize.class));
        var message = assertThrows(
                        InvalidInputException.class,
                        () -> quantizer.exclude("haed").quantize(model))
                .getMessage();
        assertTrue(message.contains("'haed'"), message);
        assertThrows(InvalidInputException.class, () -> quantizer.exclude("*").quantize(model), "nothing is left");
    }

    @Test
    void correctsTheMeanErrorOfRounding() {
        Model model = network();
        var samples = images(40);
        var plain = Quantizer.calibrated(Calibration.of(samples))
                .activations(ActivationFormat.INT16)
                .weights(WeightFormat.INT8.bits(3).perTensor())
                .correctBias(false);
        double without = cosine(model, plain.quantize(model), samples);
        double with = cosine(model, plain.correctBias(true).quantize(model), samples);
        assertTrue(with > without, () -> "with " + with + ", without " + without);
    }

    @Test
    void equalisesChannelsOfLayersThatFollow() {
        var graph = new Graph("pair");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 1, 3, 12, 12));
        float[] uneven = SmallModels.random(random, 16, 3, 3, 3).floats();
        for (int i = 0; i < uneven.length; i++) {
            uneven[i] *= (float) Math.pow(2, i / 27 % 8);
        }
        Edge first = image(
                graph,
                "first",
                x,
                new Convolution(square(3, 1, 1), 1),
                graph.constant("first.weight", Tensor.of(uneven, 16, 3, 3, 3)),
                graph.constant("first.bias", SmallModels.random(random, 16)));
        float[] balancing = SmallModels.random(random, 4, 16, 3, 3).floats();
        for (int i = 0; i < balancing.length; i++) {
            balancing[i] /= (float) Math.pow(2, i / 9 % 16 % 8);
        }
        Edge active = graph.add("active", Unary.relu(), first);
        Edge filters = graph.constant("second.weight", Tensor.of(balancing, 4, 16, 3, 3));
        graph.addOutput(image(graph, "second", active, new Convolution(square(3, 1, 1), 1), filters));
        Model model = SmallModels.model(graph);
        var samples = images(20);
        var plain = Quantizer.weightsOnly(WeightFormat.INT8.bits(4).perTensor());
        double without = cosine(model, plain.quantize(model), samples);
        double with = cosine(model, plain.equalise().quantize(model), samples);
        assertTrue(1 - with < (1 - without) / 2, () -> "with " + with + ", without " + without);
        assertTrue(cosine(model, plain.weights(WeightFormat.INT8).equalise().quantize(model), samples) > 0.9999);
    }

    @Test
    void leavesTheMostSensitiveNodesInFloat() {
        Model model = network();
        var samples = images(20);
        var quantizer = Quantizer.calibrated(Calibration.of(samples)).weights(WeightFormat.INT8.bits(2));
        double whole = cosine(model, quantizer.quantize(model), samples);
        double target = 1 - (1 - whole) / 4;
        Model mixed = quantizer.quantize(model, candidate -> cosine(model, candidate, samples), target);
        assertTrue(cosine(model, mixed, samples) >= target);
        assertTrue(Weights.of(mixed).bytes() < Weights.of(model).bytes(), "some node is quantized");
        var message = assertThrows(
                        InvalidInputException.class,
                        () -> quantizer.quantize(model, candidate -> cosine(model, candidate, samples), 2))
                .getMessage();
        assertTrue(message.contains("cannot be met"), message);
    }

    @Test
    void refusesWhatItCannotDo() {
        Model model = network();
        var wrong = Calibration.of(List.of(Map.of("x", Tensor.of(new float[3], 3))));
        assertThrows(
                InvalidInputException.class, () -> Quantizer.calibrated(wrong).quantize(model));
        var needsSamples = Quantizer.weightsOnly(WeightFormat.INT4.rounding(Rounding.SECOND_ORDER));
        assertThrows(InvalidInputException.class, () -> needsSamples.quantize(model));
        var cancelled = Quantizer.calibrated(Calibration.of(images(3))).progress((done, step, left) -> false);
        assertThrows(RunCancelledException.class, () -> cancelled.quantize(model));
    }

    @Test
    void reportsProgressToTheEnd() {
        var fractions = new ArrayList<Double>();
        Quantizer.calibrated(Calibration.of(images(5)))
                .progress((fraction, step, left) -> fractions.add(fraction))
                .quantize(network());
        assertFalse(fractions.isEmpty());
        assertEquals(1, fractions.getLast(), 1e-9);
    }
}
