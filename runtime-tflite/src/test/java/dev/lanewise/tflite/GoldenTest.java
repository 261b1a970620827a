package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Real models against a few elements of what TFLite 2.20 gives for the same inputs: {@code golden.tsv} holds the model,
 * the output's number, type, size and largest absolute value, and elements by their index.
 */
class GoldenTest {

    private static final double TOLERANCE = 1e-3;

    @Test
    void realModelsGiveWhatTheOfficialRuntimeGives() throws IOException {
        Path models = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"))
                .resolve("tflite-models");
        assumeTrue(Files.isDirectory(models), "no test data at " + models);
        var golden = new TreeMap<String, Map<Integer, String[]>>();
        for (String line : lines()) {
            String[] fields = line.split("\t", -1);
            golden.computeIfAbsent(fields[0], name -> new TreeMap<>()).put(Integer.parseInt(fields[1]), fields);
        }
        golden.forEach((name, outputs) -> check(models.resolve(name), outputs));
    }

    private static List<String> lines() throws IOException {
        try (var resource = GoldenTest.class.getResourceAsStream("golden.tsv")) {
            assertTrue(resource != null, "golden.tsv is missing");
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static void check(Path file, Map<Integer, String[]> golden) {
        Model model = Model.load(file);
        var inputs = new LinkedHashMap<String, Tensor>();
        var numbers = new Numbers();
        for (TensorSpec input : model.inputs()) {
            inputs.put(input.name(), numbers.fill(input));
        }
        try (var session = model.newSession()) {
            Outputs outputs = session.run(inputs);
            golden.forEach((index, fields) -> compare(file + " output " + index, outputs.tensor(index), fields));
        }
    }

    private static void compare(String where, Tensor found, String[] golden) {
        assertEquals(Integer.parseInt(golden[3]), found.size(), where);
        double bound = found.type() == ElementType.FLOAT ? TOLERANCE * Double.parseDouble(golden[4]) : 1;
        for (String element : golden[5].split(" ")) {
            int colon = element.indexOf(':');
            int at = Integer.parseInt(element.substring(0, colon));
            double expected = Double.parseDouble(element.substring(colon + 1));
            assertEquals(expected, number(found, at), bound, where + " element " + at);
        }
    }

    private static double number(Tensor tensor, int at) {
        return switch (tensor.type()) {
            case FLOAT -> tensor.floats()[at];
            case INT8 -> tensor.bytes()[at];
            case UINT8 -> Byte.toUnsignedInt(tensor.bytes()[at]);
            case INT32 -> tensor.ints()[at];
            case INT64 -> tensor.longs()[at];
            default -> throw new AssertionError("outputs of type " + tensor.type());
        };
    }

    /** The golden outputs' inputs: a 64-bit linear congruential generator from 42, 31 bits each. */
    private static final class Numbers {
        private long state = 42;

        private int next() {
            state = state * 6364136223846793005L + 1442695040888963407L;
            return (int) (state >>> 33);
        }

        Tensor fill(TensorSpec input) {
            long[] shape = input.shape();
            int size = 1;
            for (int i = 0; i < shape.length; i++) {
                shape[i] = Math.max(1, shape[i]);
                size *= (int) shape[i];
            }
            Tensor tensor = Tensor.zeros(input.type(), shape);
            for (int i = 0; i < size; i++) {
                switch (tensor.array()) {
                    case float[] a -> a[i] = next() / (float) (1 << 30) - 1;
                    case int[] a -> a[i] = next() % 8;
                    case byte[] a -> a[i] = (byte) (next() >> 8);
                    default -> throw new AssertionError("inputs of type " + input.type());
                }
            }
            return tensor;
        }
    }
}
