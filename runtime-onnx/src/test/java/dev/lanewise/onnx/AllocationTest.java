package dev.lanewise.onnx;

import static dev.lanewise.onnx.ModelFile.FLOAT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.kernel.Isa;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A run into the caller's tensors allocates nothing, on no thread, once the JVM has compiled what it runs. Each model has a
 * JVM of its own, so that no other has shaped what the JVM compiled.
 */
class AllocationTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private record Run(Session session, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {

        void times(int count) {
            for (int i = 0; i < count; i++) {
                session.run(inputs, outputs);
            }
        }
    }

    private static Run prepare(Model model, Session session) {
        var random = new SplittableRandom(5);
        var inputs = new HashMap<String, Tensor>();
        for (TensorSpec spec : model.inputs()) {
            long[] shape = Arrays.stream(spec.shape()).map(d -> Math.max(d, 1)).toArray();
            Tensor tensor = Tensor.zeros(spec.type(), shape);
            if (spec.type() == ElementType.FLOAT) {
                for (int i = 0; i < tensor.size(); i++) {
                    tensor.floats()[i] = (float) random.nextDouble();
                }
            }
            inputs.put(spec.name(), tensor);
        }
        var results = session.run(inputs);
        var outputs = new HashMap<String, Tensor>();
        for (String name : results.names()) {
            Tensor result = results.tensor(name);
            outputs.put(name, Tensor.zeros(result.type(), result.shape()));
        }
        return new Run(session, inputs, outputs);
    }

    /** Bytes that all live threads but the JVM's compilers have allocated so far. */
    private static long allocated(long[] threads) {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(threads))
                .filter(b -> b > 0)
                .sum();
    }

    /** What {@code count} runs allocate on this thread and every other, less what asking costs. */
    private static long bytesOf(Run run, int count) {
        long[] threads = THREADS.getAllThreadIds();
        allocated(threads);
        long first = allocated(threads);
        long second = allocated(threads);
        run.times(count);
        return allocated(threads) - second - (second - first);
    }

    /**
     * Runs in ever longer batches until one allocates nothing: before that the JVM is still compiling, and vectors are
     * objects in code that is not. What a compiled run allocates shows in every batch.
     */
    private static long steadyBytes(Model model, int threads, int most) {
        try (var session = model.newSession(SessionOptions.defaults().threads(threads))) {
            Run run = prepare(model, session);
            long bytes = Long.MAX_VALUE;
            for (int count = 5; count <= most && bytes > 0; count += count / 2) {
                run.times(count);
                bytes = Math.max(0, bytesOf(run, 5));
            }
            return bytes;
        }
    }

    /** In the JVM of one model: prints the bytes that five runs allocate, on one thread, then on two. */
    public static void main(String[] arguments) {
        Model model = switch (arguments[0]) {
            case "network" -> Model.load(network());
            case "encoder" -> Model.load(encoder());
            default -> Model.load(Path.of(arguments[0]));
        };
        int most = Integer.parseInt(arguments[1]);
        System.out.println("bytes " + steadyBytes(model, 1, most) + " " + steadyBytes(model, 2, most));
    }

    /** The width of vectors is forced, so that no plain twins run at first, which allocate nothing. */
    private static void assertNothingAllocated(String model, int most) throws IOException, InterruptedException {
        var command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx2g",
                "-Dlanewise.vector=" + (Isa.SIMD ? Isa.LANES * Float.SIZE : "scalar"),
                "-cp",
                System.getProperty("java.class.path"),
                AllocationTest.class.getName(),
                model,
                Integer.toString(most));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        String bytes = said.lines()
                .filter(line -> line.startsWith("bytes"))
                .findFirst()
                .orElse(said);
        assertEquals("bytes 0 0", bytes, "bytes allocated by 5 runs on one thread, and on two");
    }

    private static byte[] network() {
        return new ModelFile()
                .input("image", FLOAT, 1, 3, 17, 19)
                .weights("stem", 8L, 3L, 3L, 3L)
                .weights("stem.bias", 8L)
                .node(
                        "Conv",
                        List.of("image", "stem", "stem.bias"),
                        "c1",
                        ModelFile.ints("pads", 1, 1, 1, 1),
                        ModelFile.ints("strides", 2, 1))
                .node("Relu", List.of("c1"), "r1")
                .weights("depthwise", 8L, 1L, 3L, 3L)
                .node(
                        "Conv",
                        List.of("r1", "depthwise"),
                        "c2",
                        ModelFile.number("group", 8),
                        ModelFile.ints("pads", 1, 1, 1, 1))
                .node("Sigmoid", List.of("c2"), "gate")
                .node("Mul", List.of("r1", "gate"), "gated")
                .weights("pointwise", 8L, 8L, 1L, 1L)
                .node("Conv", List.of("gated", "pointwise"), "c3")
                .node("Add", List.of("c3", "r1"), "residual")
                .node(
                        "MaxPool",
                        List.of("residual"),
                        "pooled",
                        ModelFile.ints("kernel_shape", 2, 2),
                        ModelFile.ints("strides", 2, 2))
                .node(
                        "AveragePool",
                        List.of("residual"),
                        "averaged",
                        ModelFile.ints("kernel_shape", 2, 2),
                        ModelFile.ints("strides", 2, 2))
                .node("Concat", List.of("pooled", "averaged"), "both", ModelFile.number("axis", 1))
                .node("Flatten", List.of("both"), "flat")
                .weights("dense", 33L, 576L)
                .weights("dense.bias", 33L)
                .node("Gemm", List.of("flat", "dense", "dense.bias"), "hidden", ModelFile.number("transB", 1))
                .weights("scale", 33L)
                .weights("shift", 33L)
                .node("LayerNormalization", List.of("hidden", "scale", "shift"), "normal")
                .node("Gelu", List.of("normal"), "active")
                .node("ReduceMean", List.of("both", "axes"), "means", ModelFile.number("keepdims", 0))
                .longs("axes", new long[] {2, 3}, 2L)
                .node("Softmax", List.of("active"), "probabilities", ModelFile.number("axis", -1))
                .node("Transpose", List.of("residual"), "moved", ModelFile.ints("perm", 0, 2, 3, 1))
                .output("probabilities", FLOAT, 1, 33)
                .output("means", FLOAT, 1, 16)
                .output("moved", FLOAT, 1, 9, 19, 8)
                .bytes();
    }

    /** Self-attention with everything around it that exporters write. */
    private static byte[] encoder() {
        var file = new ModelFile()
                .input("x", FLOAT, 2, 7, 24)
                .longs("heads", new long[] {2, 7, 3, 8}, 4L)
                .longs("joined", new long[] {2, 7, 24}, 3L)
                .floats("root", new float[] {2.828f});
        for (String part : List.of("q", "k", "v")) {
            file.weights(part + ".w", 24L, 24L)
                    .node("MatMul", List.of("x", part + ".w"), part)
                    .node("Reshape", List.of(part, "heads"), part + ".split")
                    .node(
                            "Transpose",
                            List.of(part + ".split"),
                            part + ".heads",
                            part.equals("k") ? ModelFile.ints("perm", 0, 2, 3, 1) : ModelFile.ints("perm", 0, 2, 1, 3));
        }
        return file.node("MatMul", List.of("q.heads", "k.heads"), "scores")
                .node("Div", List.of("scores", "root"), "scaled")
                .node("Softmax", List.of("scaled"), "attention", ModelFile.number("axis", -1))
                .node("MatMul", List.of("attention", "v.heads"), "mixed")
                .node("Transpose", List.of("mixed"), "back", ModelFile.ints("perm", 0, 2, 1, 3))
                .node("Reshape", List.of("back", "joined"), "context")
                .node("Add", List.of("context", "x"), "sum")
                .weights("scale", 24L)
                .weights("shift", 24L)
                .node("LayerNormalization", List.of("sum", "scale", "shift"), "y")
                .output("y", FLOAT, 2, 7, 24)
                .bytes();
    }

    @ParameterizedTest
    @ValueSource(strings = {"network", "encoder"})
    void aSmallModelAllocatesNothing(String model) throws IOException, InterruptedException {
        assertNothingAllocated(model, 20_000);
    }

    @ParameterizedTest
    @CsvSource({
        "ort/mnist.onnx, 20000",
        "ort/cnn_mnist_pytorch.onnx, 20000",
        "blazeface/face_detection_front_128x128.onnx, 2000",
        "ultraface/version-RFB-320.onnx, 500",
        "ultraface/version-RFB-320_without_postprocessing.onnx, 500",
        "mlsd/mlsd_320x320_tiny.onnx, 300",
        "yolox/yolox_nano.onnx, 300",
        "ort/simplified_ssd.onnx, 30",
    })
    void aRealModelAllocatesNothing(String path, int most) throws IOException, InterruptedException {
        Path file = Path.of(System.getProperty("lanewise.testdata", "testdata"), "onnx-models", path);
        assumeTrue(Files.exists(file), () -> "skipped, there is no " + file);
        assertNothingAllocated(file.toString(), most);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theCounterSeesWhatIsAllocated(int threads) {
        Model model = Model.load(network());
        try (var session = model.newSession(SessionOptions.defaults().threads(threads))) {
            Run run = prepare(model, session);
            run.times(100);
            long[] ids = THREADS.getAllThreadIds();
            long before = allocated(ids);
            int size = session.run(run.inputs()).size();
            assertTrue(allocated(ids) - before > 33 * Float.BYTES, () -> size + " outputs for nothing");
        }
    }
}
