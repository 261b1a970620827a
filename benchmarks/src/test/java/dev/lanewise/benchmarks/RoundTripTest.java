package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.onnx.OnnxModels;
import dev.lanewise.onnx.proto.ModelProto;
import dev.lanewise.onnx.proto.NodeProto;
import dev.lanewise.onnx.proto.Proto;
import dev.lanewise.onnx.proto.ValueInfoProto;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real models written as ONNX: ONNX Runtime gives for the file written what it gives for the original, and so do we. */
class RoundTripTest {

    private static final double TOLERANCE = 1e-3;

    @TempDir
    Path folder;

    private static final List<String> MODELS = List.of(
            "MiniLM-L6 1×7",
            "PP-OCR cls",
            "squeezenet_tensor_input",
            "yolox_nano",
            "mobilenet_v3_small_excerpt",
            "mnist",
            "cnn_mnist_pytorch",
            "version-RFB-320",
            "version-RFB-320_without_postprocessing",
            "face_detection_front_128x128",
            "mlsd_320x320_tiny",
            "pytorch_super_resolution",
            "simplified_ssd",
            "dummy_transformer",
            "magika/model",
            "dtln/model_1",
            "silero_vad_v5");

    static Stream<ModelCase> models() {
        return Catalogue.all().stream().filter(c -> MODELS.contains(c.toString()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void givesTheSameAnswers(ModelCase c) throws IOException {
        byte[] original = c.bytes();
        Model model = Model.load(original);
        Path file = folder.resolve("written.onnx");
        OnnxModels.write(model, file);
        byte[] written = Files.readAllBytes(file);
        check(Proto.model(ByteBuffer.wrap(original)), Proto.model(ByteBuffer.wrap(written)));
        var inputs = c.inputs(model);
        Model again = Model.load(file);
        try (var before = new OrtPeer(original, 1, inputs);
                var after = new OrtPeer(written, 1, inputs);
                Session session = again.newSession()) {
            var expected = before.outputs();
            var theirs = Difference.of(after.outputs(), expected);
            var ours = Difference.of(session.run(inputs), expected);
            assertTrue(theirs.compared() > 0 && ours.compared() == theirs.compared(), "no output was compared");
            assertTrue(theirs.worst() <= TOLERANCE, () -> "ONNX Runtime on the file written: " + theirs);
            assertTrue(ours.worst() <= TOLERANCE, () -> "read again: " + ours);
        }
    }

    static Stream<Path> tfliteModels() {
        Path folder = Catalogue.testdata().resolve("tflite-models");
        return Stream.of(
                        "task-library/mobilenet_v1_0.25_224_1_default_1",
                        "task-library/deeplabv3",
                        "mlperf-tiny/pretrainedResnet",
                        "mlperf-tiny/vww_96_float",
                        "mediapipe/face_blendshapes",
                        "mediapipe/hand_landmark_lite",
                        "ultraface/version-RFB-320_without_postprocessing")
                .map(name -> folder.resolve(name + ".tflite"));
    }

    /** Models of TFLite saved as ONNX: ONNX Runtime gives what we give for the original. */
    @ParameterizedTest
    @MethodSource("tfliteModels")
    void tfliteBecomesOnnx(Path original) throws IOException {
        Assumptions.assumeTrue(Files.exists(original), () -> "SKIPPED: there is no " + original);
        Model model = Model.load(original);
        Path file = folder.resolve("converted.onnx");
        OnnxModels.write(model, file);
        var inputs = new ModelCase(original.toString(), original, () -> new byte[0], Map.of(), 1, false).inputs(model);
        byte[] written = Files.readAllBytes(file);
        try (var peer = new OrtPeer(written, 1, inputs);
                Session session = model.newSession()) {
            var difference = Difference.of(session.run(inputs), peer.outputs());
            assertTrue(difference.compared() > 0, "no output was compared");
            assertTrue(difference.worst() <= TOLERANCE, difference::toString);
        }
    }

    private static void check(ModelProto original, ModelProto written) {
        assertEquals(names(original.graph().outputs()), names(written.graph().outputs()));
        assertTrue(
                names(original.graph().inputs())
                        .containsAll(names(written.graph().inputs())),
                "other inputs than before");
        assertEquals(original.metadata(), written.metadata());
        assertTrue(
                count(written, "Transpose") <= count(original, "Transpose"),
                () -> count(written, "Transpose") + " transpositions, " + count(original, "Transpose") + " before");
    }

    private static List<String> names(List<ValueInfoProto> values) {
        return values.stream().map(ValueInfoProto::name).toList();
    }

    private static long count(ModelProto model, String operator) {
        return model.graph().nodes().stream()
                .map(NodeProto::opType)
                .filter(operator::equals)
                .count();
    }
}
