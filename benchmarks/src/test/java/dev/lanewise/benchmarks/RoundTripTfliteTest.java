package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.TfliteModels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Models of both formats written as TFLite give in the official interpreter what they give here: real numbers within
 * 1e-3 of the largest, integers within one step for 99% of the elements.
 */
class RoundTripTfliteTest {

    private static final double TOLERANCE = 1e-3;
    private static final double WITHIN_ONE_STEP = 0.99;

    /** A model file, and shapes of inputs that the file leaves open. */
    record Case(Path file, Map<String, long[]> shapes) {
        @Override
        public String toString() {
            return file.getParent().getFileName() + "/" + file.getFileName();
        }
    }

    @TempDir
    Path folder;

    static Stream<Case> models() throws IOException {
        var cases = new ArrayList<Case>();
        long[] tokens = {1, 128};
        cases.add(resource(
                "all-minilm-l6-v2.onnx",
                Map.of("input_ids", tokens, "attention_mask", tokens, "token_type_ids", tokens)));
        cases.add(resource("models/ch_ppocr_mobile_v2.0_cls_infer.onnx", Map.of("x", new long[] {1, 3, 48, 192})));
        if (!Files.isDirectory(Catalogue.testdata())) {
            System.out.println("no test data at " + Catalogue.testdata() + ": its models are left out");
            return cases.stream();
        }
        for (String name : List.of(
                "onnx-models/yolox/yolox_nano.onnx",
                "onnx-models/ultraface/version-RFB-320_without_postprocessing.onnx",
                "onnx-models/blazeface/face_detection_front_128x128.onnx",
                "onnx-models/mlsd/mlsd_320x320_tiny.onnx",
                "onnx-models/ort/cnn_mnist_pytorch.onnx",
                "onnx-models/zoo/pytorch_super_resolution.onnx",
                "onnx-models/dtln/model_1.onnx",
                "tflite-models/task-library/mobilenet_v1_0.25_224_1_default_1.tflite",
                "tflite-models/mlperf-tiny/pretrainedResnet.tflite",
                "tflite-models/mlperf-tiny/vww_96_float.tflite",
                "tflite-models/task-library/deeplabv3.tflite",
                "tflite-models/mediapipe/face_blendshapes.tflite",
                "tflite-models/mediapipe/hand_landmark_lite.tflite",
                "tflite-models/ultraface/version-RFB-320_without_postprocessing.tflite")) {
            cases.add(new Case(Catalogue.testdata().resolve(name), Map.of()));
        }
        return cases.stream();
    }

    private static Case resource(String name, Map<String, long[]> shapes) throws IOException {
        try (var stream = RoundTripTfliteTest.class.getClassLoader().getResourceAsStream(name)) {
            assertTrue(stream != null, name + " is missing");
            Path file =
                    Files.createTempDirectory("lanewise").resolve(Path.of(name).getFileName());
            Files.write(file, stream.readAllBytes());
            file.toFile().deleteOnExit();
            file.getParent().toFile().deleteOnExit();
            return new Case(file, shapes);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithTheOfficialInterpreter(Case model) throws IOException, InterruptedException {
        Model source = Model.load(model.file());
        Path written = folder.resolve("written.tflite");
        TfliteModels.write(source, written, model.shapes());
        Map<String, Tensor> inputs = inputs(source, model.shapes());
        List<Tensor> given = List.copyOf(inputs.values());
        List<ByteBuffer> official = OfficialTflite.run(written, given, folder);
        try (var session = source.newSession()) {
            Outputs ours = session.run(inputs);
            assertEquals(source.outputs().size(), official.size());
            for (int i = 0; i < official.size(); i++) {
                compare(source.outputs().get(i).name(), ours.tensor(i), official.get(i));
            }
        }
        Model again = Model.load(written);
        assertEquals(names(source.inputs()), names(again.inputs()));
        assertEquals(names(source.outputs()), names(again.outputs()));
    }

    /** Integers need no tolerance: the operators written are those that were read. */
    @ParameterizedTest
    @MethodSource("integerModels")
    void integersStayWhatTheyWere(Case model) throws IOException, InterruptedException {
        Model source = Model.load(model.file());
        Path written = folder.resolve("written.tflite");
        TfliteModels.write(source, written);
        assertTrue(Files.size(written) < 1.1 * Files.size(model.file()), "integers became real numbers");
        List<Tensor> inputs = List.copyOf(inputs(source, Map.of()).values());
        assertEquals(OfficialTflite.run(model.file(), inputs, folder), OfficialTflite.run(written, inputs, folder));
    }

    static Stream<Case> integerModels() {
        Path folder = Catalogue.testdata().resolve("tflite-models");
        assumeTrue(Files.isDirectory(folder), "no test data at " + folder);
        return Stream.of(
                        "mlperf-tiny/pretrainedResnet_quant.tflite",
                        "mlperf-tiny/vww_96_int8.tflite",
                        "mlperf-tiny/kws_ref_model.tflite",
                        "task-library/mobilenet_v1_0.25_224_quant.tflite",
                        "mcunet/detection.tflite",
                        "coral/deeplabv3_mnv2_dm05_pascal_quant.tflite",
                        "arm-ml-zoo/ssd_mobilenet_v3_int8.tflite")
                .map(name -> new Case(folder.resolve(name), Map.of()));
    }

    private static List<String> names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).toList();
    }

    private static Map<String, Tensor> inputs(Model model, Map<String, long[]> shapes) {
        var random = new SplittableRandom(42);
        var inputs = new LinkedHashMap<String, Tensor>();
        for (TensorSpec spec : model.inputs()) {
            long[] shape = shapes.getOrDefault(spec.name(), spec.shape());
            for (int i = 0; i < shape.length; i++) {
                shape[i] = Math.max(1, shape[i]);
            }
            Tensor tensor = Tensor.zeros(spec.type(), shape);
            for (int i = 0; i < tensor.size(); i++) {
                switch (tensor.array()) {
                    case float[] floats -> floats[i] = random.nextFloat();
                    case long[] longs -> longs[i] = number(spec.name(), random);
                    case byte[] bytes -> bytes[i] = (byte) random.nextInt();
                    default -> throw new IllegalArgumentException("no inputs of type " + spec.type());
                }
            }
            inputs.put(spec.name(), tensor);
        }
        return inputs;
    }

    private static long number(String input, SplittableRandom random) {
        return input.contains("mask") ? 1 : input.contains("type") ? 0 : random.nextInt(20_000);
    }

    private static void compare(String name, Tensor ours, ByteBuffer official) {
        assertEquals(ours.toByteBuffer().remaining(), official.remaining(), name + ": bytes");
        switch (ours.array()) {
            case float[] floats -> {
                var reference = new float[floats.length];
                official.asFloatBuffer().get(reference);
                double worst = 0;
                double largest = 0;
                for (int i = 0; i < floats.length; i++) {
                    worst = Math.max(worst, Math.abs(floats[i] - reference[i]));
                    largest = Math.max(largest, Math.abs(reference[i]));
                    assertEquals(Float.isNaN(reference[i]), Float.isNaN(floats[i]), name + ": NaN");
                }
                double relative = worst / largest;
                assertTrue(largest > 0 && relative <= TOLERANCE, () -> name + ": " + relative);
            }
            case byte[] bytes -> {
                int near = 0;
                boolean unsigned = ours.type() == dev.lanewise.tensor.ElementType.UINT8;
                for (int i = 0; i < bytes.length; i++) {
                    int a = unsigned ? bytes[i] & 0xFF : bytes[i];
                    int b = unsigned ? official.get(i) & 0xFF : official.get(i);
                    near += Math.abs(a - b) <= 1 ? 1 : 0;
                }
                double share = near / (double) bytes.length;
                assertTrue(share >= WITHIN_ONE_STEP, () -> name + ": only " + share + " are within one step");
            }
            case long[] longs -> {
                var reference = new long[longs.length];
                official.asLongBuffer().get(reference);
                assertArrayEquals(reference, longs, name);
            }
            default -> throw new AssertionError("outputs of type " + ours.type());
        }
    }
}
