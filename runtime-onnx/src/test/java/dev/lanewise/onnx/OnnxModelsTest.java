package dev.lanewise.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.onnx.proto.Dim;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.TensorData;
import dev.lanewise.onnx.proto.TypeProto;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a written file says, where it puts weights, and what happens when it cannot be written. */
class OnnxModelsTest {

    /** An operator that no format knows. */
    private record Unheard(String name) implements Operator {
        @Override
        public List<ValueType> infer(Inference in) {
            return List.of(in.tensor(0));
        }
    }

    @TempDir
    Path folder;

    private final SplittableRandom random = new SplittableRandom(5);

    private Tensor random(long... shape) {
        Tensor tensor = Tensor.zeros(ElementType.FLOAT, shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.floats()[i] = random.nextFloat() - 0.5f;
        }
        return tensor;
    }

    private static Model model(Graph graph, Map<String, String> metadata) {
        return Model.of(new ModelDefinition(graph, specs(graph.inputs()), specs(graph.outputs()), metadata));
    }

    private static List<TensorSpec> specs(List<Edge> edges) {
        return edges.stream()
                .map(edge -> new TensorSpec(
                        edge.name(),
                        edge.tensorType().element(),
                        edge.shape().dims(),
                        List.of("batch", "", "", "").subList(0, edge.shape().rank()),
                        Optional.empty()))
                .toList();
    }

    private static ModelProto read(Path file) throws IOException {
        return Proto.model(ByteBuffer.wrap(Files.readAllBytes(file)));
    }

    private static List<String> operators(ModelProto proto) {
        return proto.graph().nodes().stream().map(NodeProto::opType).toList();
    }

    private static float[] run(Model model, String name, Tensor x) {
        try (var session = model.newSession()) {
            return ((Tensor) session.run(Map.of(name, x))
                            .value(model.outputs().getFirst().name()))
                    .floats();
        }
    }

    /** {@code y = relu(x W) W'}, with weights of 64 KB each. */
    private Model product() {
        var graph = new Graph("product");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, -1, 128));
        Edge first = graph.add("first", new MatMul(), x, graph.constant("W", random(128, 128)));
        Edge relu = graph.add("relu", Unary.relu(), first);
        graph.addOutput(graph.add("y", new MatMul(), relu, graph.constant("V", random(128, 128))));
        return model(graph, Map.of("producer_name", "someone", "model_version", "7", "author", "me", "format", "X"));
    }

    @Test
    void namesDimensionsAndMetadataAreKept() throws IOException {
        Path file = folder.resolve("product.onnx");
        OnnxModels.write(product(), file);
        ModelProto proto = read(file);
        assertEquals("someone", proto.producerName());
        assertEquals(7, proto.modelVersion());
        assertEquals(Map.of("author", "me"), proto.metadata());
        assertEquals(9, proto.irVersion());
        assertEquals(20, proto.opsetImports().getFirst().version());
        assertEquals(
                List.of("first", "relu", "y"),
                proto.graph().nodes().stream().map(NodeProto::name).toList());
        assertEquals(
                List.of("W", "V"),
                proto.graph().initializers().stream().map(t -> t.name()).toList());
        assertEquals(
                new TypeProto.TensorType(1, Optional.of(List.of(new Dim.Parameter("batch"), new Dim.Value(128)))),
                proto.graph().inputs().getFirst().type());
    }

    @Test
    void weightsBeyondALimitGoToAFileOfTheirOwn() throws IOException {
        Model model = product();
        Tensor x = random(3, 128);
        Path file = folder.resolve("large.onnx");
        OnnxModels.write(model, file, 100_000);
        assertTrue(read(file).graph().initializers().stream().allMatch(t -> t.data() instanceof TensorData.External));
        assertEquals(2 * 128 * 128 * 4, Files.size(folder.resolve("large.onnx.data")));
        assertTrue(Files.size(file) < 2_000);
        assertArrayEquals(run(model, "x", x), run(Model.load(file), "x", x));
    }

    @Test
    void aModelCanBeWrittenOverTheFilesItWasReadFrom() throws IOException {
        Model model = product();
        Tensor x = random(3, 128);
        Path file = folder.resolve("same.onnx");
        OnnxModels.write(model, file, 100_000);
        OnnxModels.write(Model.load(file), file, 100_000);
        assertArrayEquals(run(model, "x", x), run(Model.load(file), "x", x));
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
    }

    @Test
    void everythingThatCannotBeWrittenIsNamedAndNoFileAppears() throws IOException {
        var graph = new Graph("strange");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 2));
        Edge a = graph.add("a", new Unheard("Foo"), x);
        Edge b = graph.add("b", new Unheard("Bar"), a);
        graph.addOutput(graph.add("y", Unary.relu(), b));
        Path file = folder.resolve("strange.onnx");
        var error = assertThrows(UnsupportedModelException.class, () -> OnnxModels.write(model(graph, Map.of()), file));
        assertTrue(error.getMessage().contains("node 'a' (Foo)"), error.getMessage());
        assertTrue(error.getMessage().contains("node 'b' (Bar)"), error.getMessage());
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }

    @Test
    void aFolderThatIsNotThereIsSaid() {
        Path file = folder.resolve("none").resolve("m.onnx");
        var error = assertThrows(UncheckedIOException.class, () -> OnnxModels.write(product(), file));
        assertTrue(error.getMessage().contains(file.toString()), error.getMessage());
    }

    /** Channels last as TFLite has them, without a transposition inside, become channels first with one at each end. */
    @Test
    void aGraphOfChannelsLastWorksOnChannelsFirst() throws IOException {
        var graph = new Graph("last");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 1, 8, 6, 3));
        var three = new Convolution(Window.plain(Ints.of(3, 3)), 1);
        Edge first =
                graph.add("first", three, x, graph.constant("W", random(4, 3, 3, 3)), graph.constant("b", random(4)));
        Edge relu = graph.add("relu", Unary.relu(), first);
        Edge bias = graph.add("add", new Binary(BinaryFunction.ADD), relu, graph.constant("c", random(4)));
        graph.addOutput(graph.add("y", three, bias, graph.constant("V", random(5, 4, 3, 3))));
        Model model = model(graph, Map.of());
        Path file = folder.resolve("last.onnx");
        OnnxModels.write(model, file);
        assertEquals(List.of("Transpose", "Conv", "Relu", "Add", "Conv", "Transpose"), operators(read(file)));
        Tensor image = random(1, 8, 6, 3);
        assertArrayEquals(run(model, "x", image), run(Model.load(file), "x", image), 1e-6f);
    }

    @Test
    void transpositionsOfTheReaderAreTakenAwayAgain() throws IOException {
        var graph = new Graph("first");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, 1, 3, 8, 6));
        Edge last = graph.add("before", Transpose.toChannelsLast(4), x);
        var three = new Convolution(Window.plain(Ints.of(3, 3)), 1);
        Edge conv = graph.add("conv", three, last, graph.constant("W", random(4, 3, 3, 3)));
        graph.addOutput(graph.add("y", Transpose.toChannelsFirst(4), conv));
        Path file = folder.resolve("first.onnx");
        OnnxModels.write(model(graph, Map.of()), file);
        NodeProto only = read(file).graph().nodes().getFirst();
        assertEquals(List.of("Conv"), operators(read(file)));
        assertEquals("conv", only.name());
        assertEquals(List.of("y"), only.outputs());
    }

    @Test
    void fourBitWeightsInBlocksArePackedAndReadAgain() throws IOException {
        var graph = new Graph("blocks");
        Edge x = graph.addInput("x", TensorType.of(ElementType.FLOAT, -1, 64));
        var quarters = new byte[64 * 16];
        for (int i = 0; i < quarters.length; i++) {
            quarters[i] = (byte) (random.nextInt(16) - 8);
        }
        Edge packed = graph.constant("q", Tensor.wrap(ElementType.INT4, quarters, 64, 16));
        Edge scales = graph.constant("s", random(2, 16));
        Edge weights = graph.add("w", new Dequantize(0, 32), packed, scales);
        graph.addOutput(graph.add("y", new MatMul(), x, weights));
        Model model = model(graph, Map.of());
        Path file = folder.resolve("blocks.onnx");
        OnnxModels.write(model, file);
        assertEquals(List.of("DequantizeLinear", "MatMul"), operators(read(file)));
        assertTrue(Files.size(file) < 64 * 16 / 2 + 2 * 16 * 4 + 500);
        assertEquals(21, read(file).opsetImports().getFirst().version());
        assertEquals(10, read(file).irVersion());
        Tensor row = random(2, 64);
        assertArrayEquals(run(model, "x", row), run(Model.load(file), "x", row), 1e-6f);
    }
}
