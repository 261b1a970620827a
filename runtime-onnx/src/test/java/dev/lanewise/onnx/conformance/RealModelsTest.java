package dev.lanewise.onnx.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Models with operators of ONNX Runtime's own, quantized ones, trees and loops give what ONNX Runtime gives for seeded
 * inputs. Left out is {@code starry-night-fp16}, which adds [32] to [1,32,224,224] and which ONNX Runtime refuses too.
 * The column behind a model is the greatest difference allowed, relative to the largest number expected.
 */
class RealModelsTest {

    private static final Path MODELS =
            Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"), "onnx-models");

    /** Models left out where ONNX Runtime writes what it made of them, and why. */
    private static final Map<String, String> NOT_OPTIMIZED = Map.of(
            "starry-night-fp16.onnx", "is refused",
            "qlstm_3-2-3_T3_S1/model.onnx", "it cannot read again what it wrote",
            "squeezenet_tensor_input.onnx", "it gives a string and a map, no numbers",
            "silero_vad_v5.onnx", "takes no inputs of other sizes than its own",
            "silero_vad_op18_ifless.onnx", "takes no inputs of other sizes than its own");

    @ParameterizedTest
    @CsvSource({
        "ort/bert_toy_optimized.onnx, 1e-3",
        "ort/fp16model_loop.onnx, 1e-3",
        "ort/lr_mnist_scikit.onnx, 1e-3",
        "ort/qdq_with_multi_consumer_dq_nodes.onnx, 5e-3",
        "ort/scan_1.onnx, 1e-3",
        "tract/byte_sb_bidi_lstm/model.onnx, 1e-3",
        "tract/deconv_group/model.onnx, 1e-3",
        "tract/lgbm_regressor_tensor/model.onnx, 1e-3",
        "tract/qlstm_3-2-3_T3_S1/model.onnx, 5e-3",
        "tract/qrelu_1/model.onnx, 1e-3",
        "tract/xgboost_classifier_tree/model.onnx, 1e-3",
        "zoo/shufflenet-v2-12-int8.onnx, 5e-3",
    })
    void agreesWithOnnxRuntime(String name, double tolerance) throws IOException, OrtException {
        Path file = MODELS.resolve(name);
        Assumptions.assumeTrue(
                Files.exists(file),
                () -> "SKIPPED: no models at " + MODELS + "; set -Dlanewise.testdata to where they are");
        check(file, tolerance);
    }

    /** What ONNX Runtime's optimizer makes of a model, with operators of its own, gives what ONNX Runtime gives for it. */
    @ParameterizedTest
    @EnumSource(names = {"BASIC_OPT", "EXTENDED_OPT"})
    void agreesWithOnnxRuntimeOnWhatItsOptimizerWrites(OptLevel level, @TempDir Path folder)
            throws IOException, OrtException {
        Assumptions.assumeTrue(Files.isDirectory(MODELS));
        List<Path> files;
        try (var all = Files.walk(MODELS)) {
            files = all.filter(file -> file.toString().endsWith(".onnx"))
                    .filter(file -> NOT_OPTIMIZED.keySet().stream().noneMatch(file::endsWith))
                    .toList();
        }
        for (Path file : files) {
            Path optimized = folder.resolve("model.onnx");
            OnnxRuntime.optimize(file, level, optimized);
            check(optimized, file.startsWith(MODELS.resolve("magika")) ? 1e-2 : 1e-3);
        }
        assertTrue(files.size() >= 25, "there are " + files.size() + " models");
    }

    private static void check(Path file, double tolerance) throws IOException, OrtException {
        Model model = Model.load(file);
        var inputs = new LinkedHashMap<String, Tensor>();
        var random = new SplittableRandom(3);
        for (TensorSpec spec : model.inputs()) {
            inputs.put(spec.name(), input(spec, random));
        }
        try (Session session = model.newSession()) {
            var outputs = session.run(inputs);
            Map<String, Tensor> expected = OnnxRuntime.run(file, inputs);
            expected.forEach(
                    (output, tensor) -> compare(output, Agreement.doubles(tensor), outputs.value(output), tolerance));
            assertTrue(!expected.isEmpty(), "nothing was compared");
        }
    }

    private static Tensor input(TensorSpec spec, SplittableRandom random) {
        long[] shape = spec.shape();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = shape[i] < 0 ? 2 : shape[i];
        }
        var tensor = Tensor.zeros(spec.type(), shape);
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.array()) {
                case float[] a -> a[i] = random.nextFloat();
                case short[] a -> a[i] = Float.floatToFloat16(random.nextFloat());
                case long[] a -> a[i] = random.nextInt(2);
                case int[] a -> a[i] = random.nextInt(2);
                case byte[] a -> a[i] = (byte) random.nextInt(2);
                default -> throw new IllegalArgumentException("no inputs of " + spec);
            }
        }
        return tensor;
    }

    private static void compare(String name, double[] expected, Value actual, double tolerance) {
        double[] numbers = Agreement.doubles((Tensor) actual);
        assertTrue(
                numbers.length == expected.length,
                () -> name + " has " + numbers.length + " elements, expected " + expected.length);
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs(expected[i] - numbers[i]));
        }
        double worst = difference;
        double scale = largest;
        assertTrue(worst <= tolerance * scale, () -> name + " differs by " + worst + ", the largest is " + scale);
    }
}
