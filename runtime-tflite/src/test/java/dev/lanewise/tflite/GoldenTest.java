package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.UnsupportedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

    /** The interpreter does not know their operators. */
    @Test
    void whatTheOfficialRuntimeRefusesRunsOrSaysWhy() {
        Path models = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"))
                .resolve("tflite-models");
        assumeTrue(Files.isDirectory(models), "no test data at " + models);
        for (String name : List.of("tflm/person_detect.tflite", "mediapipe/selfie_segmentation.tflite")) {
            Model model = Model.load(models.resolve(name));
            try (var session = model.newSession()) {
                Outputs outputs = session.run(new GoldenInputs().fill(model));
                assertTrue(outputs.tensor(0).size() >= 2, name);
            }
        }
        var unknown = assertThrows(
                UnsupportedModelException.class, () -> Model.load(models.resolve("coral/model_invoking_error.tflite")));
        assertTrue(String.valueOf(unknown.getMessage()).contains("custom 'fake-op-double'"), unknown.getMessage());
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
        try (var session = model.newSession()) {
            Outputs outputs = session.run(new GoldenInputs().fill(model));
            golden.forEach((index, fields) -> compare(file + " output " + index, outputs.tensor(index), fields));
        }
    }

    private static void compare(String where, Tensor found, String[] golden) {
        assertEquals(Integer.parseInt(golden[3]), found.size(), where);
        double bound = found.type() == ElementType.FLOAT ? TOLERANCE * Double.parseDouble(golden[4]) : 1;
        GoldenInputs.compare(where, found, golden[5], (tensor, expected) -> bound);
    }
}
