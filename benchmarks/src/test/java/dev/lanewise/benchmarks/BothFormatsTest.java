package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same network in both formats gives the same answer through both readers. BlazeFace's ONNX file has, bit for bit, the
 * weights of MediaPipe's short-range file, and its outputs in two parts; those of the file called front are another
 * training's. YOLOX in TFLite has the ONNX file's weights rounded to FLOAT16, which moves single outputs by 2% of the
 * largest, and all by 0.01% on average.
 */
class BothFormatsTest {

    @ParameterizedTest
    @CsvSource({
        "dtln/model_1.onnx, dtln/model_1.tflite, -1, 1, 1e-4",
        "ultraface/version-RFB-320_without_postprocessing.onnx, "
                + "ultraface/version-RFB-320_without_postprocessing.tflite, -1, 1, 1e-4",
        "blazeface/face_detection_front_128x128.onnx, mediapipe/face_detection_short_range.tflite, -1, 1, 1e-4",
        "yolox/yolox_nano.onnx, yolox/yolox_nano_float16_quantize.tflite, 0, 255, 3e-2"
    })
    void giveTheSameAnswer(String onnx, String tflite, double least, double greatest, double most) {
        Path root = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
        Path first = root.resolve("onnx-models").resolve(onnx);
        Path second = root.resolve("tflite-models").resolve(tflite);
        assumeTrue(Files.exists(first) && Files.exists(second), "no test data at " + first + " and " + second);
        var ofOnnx = Model.load(first);
        var ofTflite = Model.load(second);
        assertEquals(ofOnnx.inputs().size(), ofTflite.inputs().size());
        var random = new SplittableRandom(5);
        var channelsFirst = new LinkedHashMap<String, Tensor>();
        var channelsLast = new LinkedHashMap<String, Tensor>();
        for (int i = 0; i < ofTflite.inputs().size(); i++) {
            TensorSpec input = ofTflite.inputs().get(i);
            long[] shape = Arrays.stream(input.shape()).map(n -> n < 0 ? 1 : n).toArray();
            Tensor values = random(random, least, greatest, shape);
            channelsLast.put(input.name(), values);
            TensorSpec other = ofOnnx.inputs().get(i);
            boolean image = shape.length == 4 && other.shape()[1] == shape[3] && other.shape()[2] == shape[1];
            channelsFirst.put(other.name(), image ? channelsFirst(values) : values);
        }
        try (var one = ofOnnx.newSession();
                var two = ofTflite.newSession()) {
            Outputs expected = one.run(channelsFirst);
            Outputs found = two.run(channelsLast);
            var candidates = candidates(expected, ofOnnx.outputs().size());
            for (int i = 0; i < ofTflite.outputs().size(); i++) {
                Tensor output = found.tensor(i);
                double nearest = candidates.stream()
                        .mapToDouble(candidate -> distance(output, candidate))
                        .min()
                        .orElseThrow();
                String name = ofTflite.outputs().get(i).name();
                System.out.println(tflite + " " + name + ": " + nearest);
                assertTrue(nearest <= most, name + " differs by " + nearest);
            }
        }
    }

    /** Each output, and all with one last extent behind each other. */
    private static List<Tensor> candidates(Outputs outputs, int count) {
        var all = new ArrayList<Tensor>();
        var byWidth = new LinkedHashMap<Long, List<Tensor>>();
        for (int i = 0; i < count; i++) {
            Tensor output = outputs.tensor(i);
            all.add(output);
            byWidth.computeIfAbsent(output.dim(output.rank() - 1), width -> new ArrayList<>())
                    .add(output);
        }
        byWidth.forEach((width, parts) -> {
            var whole =
                    FloatBuffer.allocate(parts.stream().mapToInt(Tensor::size).sum());
            parts.forEach(part -> whole.put(part.floats()));
            all.add(Tensor.of(whole.array(), whole.capacity()));
        });
        return all;
    }

    private static Tensor random(SplittableRandom random, double least, double greatest, long[] shape) {
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        var values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextDouble(least, greatest);
        }
        return Tensor.of(values, shape);
    }

    private static Tensor channelsFirst(Tensor image) {
        int pixels = Math.toIntExact(image.dim(1) * image.dim(2));
        int channels = Math.toIntExact(image.dim(3));
        var values = new float[image.size()];
        for (int i = 0; i < values.length; i++) {
            values[i % channels * pixels + i / channels] = image.floats()[i];
        }
        return Tensor.of(values, 1, channels, image.dim(1), image.dim(2));
    }

    /** {@code max|difference| / max|reference|}; infinite where the numbers of elements differ. */
    private static double distance(Tensor found, Tensor reference) {
        if (found.size() != reference.size()) {
            return Double.POSITIVE_INFINITY;
        }
        double worst = 0;
        double largest = 0;
        for (int i = 0; i < found.size(); i++) {
            worst = Math.max(
                    worst, Math.abs((double) found.floats()[i] - reference.floats()[i]));
            largest = Math.max(largest, Math.abs(reference.floats()[i]));
        }
        return worst / largest;
    }
}
