package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every TFLite file of the test data against TFLite 2.20's reference kernels: integers within one step in at least 99 of
 * 100 elements, floats within 1e-3 of the largest, or a clear exception where the official interpreter fails too.
 */
class TfliteAgreementTest {

    /**
     * Files that do not agree. Style transfer: each layer's input is rounded to its own range, which lets the smallest
     * difference grow; the interpreter's own output moves by 0.19 of the largest when its input does by 1e-7. Qwen: the
     * interpreter's kernel leaves zeros where weights have scales in blocks.
     */
    static final Set<String> EXCEPTIONS =
            Set.of("style_transfer_quantized_dynamic.tflite", "qwen_fc_blockwise_quantized.tflite");

    @ParameterizedTest
    @ValueSource(strings = {"tflite-models", "tflite-unit"})
    void agreesWithTheReferenceKernels(String folder) throws IOException, InterruptedException {
        Path root = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"))
                .resolve(folder);
        assumeTrue(Files.isDirectory(root), "no test data at " + root);
        List<TfliteAgreement> agreements = TfliteAgreement.of(TfliteAgreement.models(root));
        agreements.forEach(System.out::println);
        var failed = new TreeSet<String>();
        var expected = new TreeSet<String>();
        for (TfliteAgreement agreement : agreements) {
            String name = agreement.file().getFileName().toString();
            if (agreement.official().equals("ran") && !agreement.agrees()) {
                failed.add(name);
            }
            if (EXCEPTIONS.contains(name)) {
                expected.add(name);
            }
        }
        assertEquals(expected, failed);
    }
}
