package dev.lanewise.onnx.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.onnx.conformance.Case.Outcome;
import dev.lanewise.onnx.conformance.Case.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** KInference's test models, many of them with operators of ONNX Runtime's own, through the public API. */
class KinferenceTest {

    private static final Path SUITE =
            Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"), "onnx-unit", "kinference");

    /** Every case that does not pass, and why. */
    private static final Map<String, String> KNOWN = Map.of(
            "conv/test_conv_with_5_dims", "differs by 2e-6 where terms of size 10 cancel",
            "dynamic_quantize_lstm/test_bilstm_defaults", "the data is not what ONNX Runtime gives; we give that",
            "dynamic_quantize_lstm/test_lstm_defaults", "the data is not what ONNX Runtime gives; we give that",
            "layer_normalization/test_negate_axis", "the data is not what ONNX Runtime gives; we give that",
            "qattention/test_qattention_defaults", "the data is not what ONNX Runtime gives; we give that",
            "zipmap/test_zipmap_int64s", "declares its input a scalar, which ONNX Runtime refuses too",
            "zipmap/test_zipmap_strings", "declares its input a scalar, which ONNX Runtime refuses too");

    @Test
    void everyCasePassesUnderStrictNumericsButTheKnownOnes() throws IOException {
        check(true);
    }

    @Test
    void everyCasePassesUnderFastNumericsButTheKnownOnes() throws IOException {
        check(false);
    }

    private static void check(boolean strict) throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(SUITE),
                () -> "SKIPPED: no models of KInference at " + SUITE + "; set -Dlanewise.testdata to where they are");
        List<Case> cases;
        try (var files = Files.walk(SUITE)) {
            cases = files.filter(file -> file.endsWith("model.onnx"))
                    .sorted()
                    .map(file -> new Case(file.getParent()))
                    .toList();
        }
        List<Result> results = Conformance.run(cases, strict);
        System.out.println("KInference, " + (strict ? "strict" : "fast") + ": " + Conformance.summary(results));
        var missed = new TreeMap<String, String>();
        results.stream()
                .filter(result -> result.outcome() != Outcome.PASSED)
                .forEach(result -> missed.put(result.name(), result.message()));
        assertTrue(results.size() > 700, "there are " + results.size() + " cases");
        assertEquals(new TreeMap<>(KNOWN).keySet(), missed.keySet(), missed::toString);
    }
}
