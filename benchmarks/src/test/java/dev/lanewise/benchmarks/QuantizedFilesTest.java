package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.lanewise.Model;
import dev.lanewise.onnx.OnnxModels;
import dev.lanewise.quant.Calibration;
import dev.lanewise.quant.Quantizer;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.TfliteModels;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statically quantized models in files: the official runtimes take them, and answer what they answer here. */
class QuantizedFilesTest {

    private static final int CALIBRATION = 200;
    private static final int DIGITS = 1000;
    private static final int CLASSES = 10;
    private static final int PIXELS = 28 * 28;

    @TempDir
    Path folder;

    @Test
    void runtimesNameTheSameDigits() throws IOException, InterruptedException, OrtException {
        Path data = Catalogue.testdata();
        Path file = data.resolve("onnx-models/ort/cnn_mnist_pytorch.onnx");
        assumeTrue(Files.exists(file), () -> "SKIPPED: no test data at " + data);
        Model model = Model.load(file);
        String input = model.inputs().getFirst().name();
        Tensor digits = digits(data.resolve("data/mnist/t10k-images-idx3-ubyte.gz"));
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < CALIBRATION; i++) {
            samples.add(Map.of(input, digit(digits, i)));
        }
        Model quantized = Quantizer.calibrated(Calibration.of(samples)).quantize(model);
        var ours = new float[DIGITS * CLASSES];
        try (var session = quantized.newSession()) {
            for (int i = 0; i < DIGITS; i++) {
                float[] scores =
                        session.run(Map.of(input, digit(digits, i))).tensor(0).floats();
                System.arraycopy(scores, 0, ours, i * CLASSES, CLASSES);
            }
        }
        Path tflite = folder.resolve("written.tflite");
        TfliteModels.write(quantized, tflite);
        var official = OfficialTflite.run(tflite, List.of(digits), DIGITS, folder)
                .getFirst()
                .asFloatBuffer();
        var scores = new float[official.remaining()];
        official.get(scores);
        requireSame(classes(ours), classes(scores));
        Path onnx = folder.resolve("written.onnx");
        OnnxModels.write(quantized, onnx);
        requireSame(classes(ours), classes(inOnnxRuntime(onnx, input, digits)));
    }

    private static Tensor digit(Tensor digits, int i) {
        return Tensor.of(Arrays.copyOfRange(digits.floats(), i * PIXELS, (i + 1) * PIXELS), 1, 1, 28, 28);
    }

    private static float[] inOnnxRuntime(Path file, String input, Tensor digits) throws OrtException {
        var scores = FloatBuffer.allocate(DIGITS * CLASSES);
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(file.toString())) {
            for (int i = 0; i < DIGITS; i++) {
                Tensor digit = digit(digits, i);
                try (var x = OnnxTensor.createTensor(environment, FloatBuffer.wrap(digit.floats()), digit.shape());
                        var result = session.run(Map.of(input, x))) {
                    scores.put(((OnnxTensor) result.get(0)).getFloatBuffer());
                }
            }
        }
        return scores.array();
    }

    private static Tensor digits(Path file) throws IOException {
        var x = new float[DIGITS * PIXELS];
        try (var images = new GZIPInputStream(Files.newInputStream(file))) {
            images.skipNBytes(16);
            byte[] pixels = images.readNBytes(x.length);
            for (int i = 0; i < x.length; i++) {
                x[i] = ((pixels[i] & 255) / 255f - 0.1307f) / 0.3081f;
            }
        }
        return Tensor.of(x, DIGITS, 1, 28, 28);
    }

    private static int[] classes(float[] scores) {
        var classes = new int[DIGITS];
        for (int i = 0; i < DIGITS; i++) {
            int best = 0;
            for (int k = 1; k < CLASSES; k++) {
                best = scores[i * CLASSES + k] > scores[i * CLASSES + best] ? k : best;
            }
            classes[i] = best;
        }
        return classes;
    }

    private static void requireSame(int[] expected, int[] actual) {
        assertEquals(expected.length, actual.length);
        int same = 0;
        for (int i = 0; i < expected.length; i++) {
            same += expected[i] == actual[i] ? 1 : 0;
        }
        double share = (double) same / expected.length;
        assertTrue(share >= 0.999, () -> "the same class for " + share);
    }

    /** With all of ONNX Runtime's optimisations; the sentences are tokens of one topic each. */
    @Test
    void sentencesMeanTheSame() throws IOException, OrtException {
        Model model;
        try (InputStream stream = getClass().getResourceAsStream("/all-minilm-l6-v2.onnx")) {
            model = Model.load(java.util.Objects.requireNonNull(stream, "no model on the class path"));
        }
        var random = new SplittableRandom(3);
        var samples = new ArrayList<Map<String, Tensor>>();
        for (int i = 0; i < 8; i++) {
            samples.add(sentence(random));
        }
        Model quantized = Quantizer.calibrated(Calibration.of(samples)).quantize(model);
        Path file = folder.resolve("written.onnx");
        OnnxModels.write(quantized, file);
        byte[] written = Files.readAllBytes(file);
        double toFloat = 0;
        double toRuntime = 0;
        int count = 5;
        try (var before = model.newSession();
                var after = quantized.newSession()) {
            for (int i = 0; i < count; i++) {
                Map<String, Tensor> sentence = sentence(random);
                float[] ours = after.run(sentence).tensor(0).floats();
                toFloat += cosine(before.run(sentence).tensor(0).floats(), ours);
                try (var peer = new OrtPeer(written, 1, sentence)) {
                    toRuntime += cosine(peer.outputs().values().iterator().next(), ours);
                }
            }
        }
        double float32 = toFloat / count;
        double runtime = toRuntime / count;
        assertTrue(float32 > 0.97, () -> "mean cosine to the float model " + float32);
        assertTrue(runtime > 0.99, () -> "mean cosine to ONNX Runtime " + runtime);
    }

    private static Map<String, Tensor> sentence(SplittableRandom random) {
        int length = random.nextInt(5, 30);
        var ids = new long[length];
        var mask = new long[length];
        int topic = random.nextInt(1_000, 26_000);
        for (int i = 0; i < length; i++) {
            ids[i] = random.nextInt(3) == 0 ? random.nextInt(1_996, 2_056) : topic + random.nextInt(400);
            mask[i] = 1;
        }
        return Map.of(
                "input_ids", Tensor.of(ids, 1, length),
                "attention_mask", Tensor.of(mask, 1, length),
                "token_type_ids", Tensor.of(new long[length], 1, length));
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            first += (double) a[i] * a[i];
            second += (double) b[i] * b[i];
        }
        return dot / Math.sqrt(first * second);
    }
}
