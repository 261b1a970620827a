package dev.lanewise.onnx.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.onnx.OnnxModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every model of ONNX's backend suite, written and read again, still gives what the suite expects. */
class RoundTripTest {

    private static final Path SUITE =
            Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"), "onnx-backend");

    /** Scan-8 goes over a batch, which ONNX dropped in version 9; nothing that is written says so. */
    private static final String UNWRITTEN = "node/test_scan_sum";

    @TempDir
    Path folder;

    @Test
    void everyCasePassesWhenItsModelIsWrittenAndReadAgain() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(SUITE),
                () -> "SKIPPED: no ONNX backend suite at " + SUITE + "; set -Dlanewise.testdata to where it is");
        Path file = folder.resolve("written.onnx");
        var results = Conformance.cases(SUITE, Pattern.compile("")).stream()
                .map(c -> c.run(true, model -> written(model, file)))
                .toList();
        var known = new TreeSet<>(KnownCases.all().keySet());
        known.add(UNWRITTEN);
        System.out.println("ONNX backend suite, written and read again: " + Conformance.summary(results, known));
        var missed = new TreeMap<String, String>();
        results.forEach(result -> result.flaw().ifPresent(flaw -> missed.put(result.name(), flaw)));
        assertTrue(results.size() > 1_900, "the suite has " + results.size() + " cases");
        assertEquals(known, missed.keySet(), missed::toString);
    }

    private static Model written(Model model, Path file) {
        OnnxModels.write(model, file);
        return Model.load(file);
    }
}
