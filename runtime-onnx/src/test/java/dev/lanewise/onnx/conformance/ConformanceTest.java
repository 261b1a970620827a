package dev.lanewise.onnx.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.onnx.conformance.Case.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** ONNX's backend suite, release 1.22, through the public API: exactly those of {@link KnownCases} do not pass. */
class ConformanceTest {

    private static final Path SUITE =
            Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"), "onnx-backend");

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
                () -> "SKIPPED: no ONNX backend suite at " + SUITE + "; set -Dlanewise.testdata to where it is");
        List<Result> results = Conformance.run(Conformance.cases(SUITE, Pattern.compile("")), strict);
        var known = KnownCases.all();
        System.out.println("ONNX backend suite, " + (strict ? "strict" : "fast") + ": "
                + Conformance.summary(results, known.keySet()));
        var missed = new TreeMap<String, String>();
        results.forEach(result -> result.flaw().ifPresent(flaw -> missed.put(result.name(), flaw)));
        assertTrue(results.size() > 1_900, "the suite has " + results.size() + " cases");
        assertEquals(known.keySet(), missed.keySet(), missed::toString);
    }
}
