package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Written files, read again, give what the models that they were written from give. */
class WritingTest {

    private static final double TOLERANCE = 1e-5;

    @TempDir
    Path folder;

    /** Models with recurrent layers, state, or operators that TFLite's builtins do not have. */
    private static final List<String> NOT_WRITTEN = List.of(
            "coral/keras_lstm_mnist_ptq.tflite",
            "litert/qwen_fc_blockwise_quantized.tflite",
            "lyra/soundstream_encoder.tflite",
            "microwakeword/okay_nabu.tflite",
            "microwakeword/vad.tflite",
            "task-library/dilated_conv.tflite",
            "task-library/yamnet_audio_classifier_with_metadata.tflite",
            "tflm/dtln_noise_suppression.tflite",
            "tflm/keyword_scrambled.tflite",
            "tflm/trained_lstm.tflite",
            "tflm/trained_lstm_int8.tflite");

    private static final long MOST_BYTES = 1 << 19;

    @Test
    void realModelsComeBackAsTheyWere() throws IOException {
        Path models = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"))
                .resolve("tflite-models");
        assumeTrue(Files.isDirectory(models), "no test data at " + models);
        var notWritten = new ArrayList<String>();
        int compared = 0;
        try (var files = Files.walk(models)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".tflite"))
                    .filter(f -> f.toFile().length() < MOST_BYTES)
                    .sorted()
                    .toList()) {
                Model model = readable(file);
                if (model == null) {
                    continue;
                }
                try {
                    comesBack(models.relativize(file).toString(), model);
                    compared++;
                } catch (UnsupportedModelException e) {
                    notWritten.add(models.relativize(file).toString());
                }
            }
        }
        assertTrue(NOT_WRITTEN.containsAll(notWritten), () -> "not written: " + notWritten);
        assertTrue(compared > 10, "compared " + compared);
    }

    private static @Nullable Model readable(Path file) {
        try {
            return Model.load(file);
        } catch (LanewiseException e) {
            return null;
        }
    }

    private void comesBack(String what, Model model) {
        Path file = folder.resolve("written.tflite");
        TfliteModels.write(model, file);
        Model again = Model.load(file);
        assertEquals(names(model.inputs()), names(again.inputs()));
        assertEquals(names(model.outputs()), names(again.outputs()));
        var inputs = inputs(model);
        try (var before = model.newSession();
                var after = again.newSession()) {
            Outputs expected = before.run(inputs);
            Outputs found = after.run(inputs);
            for (String name : expected.names()) {
                assertNear(what + ": " + name, expected.tensor(name), found.tensor(name));
            }
        }
    }

    private static List<String> names(List<TensorSpec> specs) {
        return specs.stream().map(TensorSpec::name).toList();
    }

    private static void assertNear(String name, Tensor expected, Tensor found) {
        assertEquals(expected.type(), found.type(), name);
        assertArrayEquals(expected.shape(), found.shape(), name);
        if (expected.array() instanceof float[] floats) {
            double largest = 0;
            for (float value : floats) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertArrayEquals(floats, found.floats(), (float) (TOLERANCE * largest), name);
        } else {
            assertEquals(expected, found, name);
        }
    }

    private static Map<String, Tensor> inputs(Model model) {
        var random = new SplittableRandom(42);
        var inputs = new LinkedHashMap<String, Tensor>();
        for (TensorSpec spec : model.inputs()) {
            long[] shape = spec.shape();
            int size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = Math.max(1, shape[i]);
                size *= (int) shape[i];
            }
            var bytes = ByteBuffer.allocate((size * spec.type().bits() + 7) / 8);
            if (spec.type() == ElementType.FLOAT) {
                for (int i = 0; i < size; i++) {
                    bytes.order(ByteOrder.LITTLE_ENDIAN).putFloat(4 * i, random.nextFloat());
                }
            } else if (spec.type().bits() <= 16) {
                random.nextBytes(bytes.array());
            }
            inputs.put(spec.name(), Tensor.of(spec.type(), bytes, shape));
        }
        return inputs;
    }
}
