package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.LanewiseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Signatures of the smaller files of the test data by the names that they give their inputs and outputs, and files and signatures
 * with the first extent of each input doubled, against TFLite 2.20's reference kernels: the same answer, or none where
 * the official interpreter gives none.
 */
class TfliteSignaturesTest {

    private static final long LARGEST_FILE = 1 << 20;
    private static final long LARGEST_INPUT = 1 << 20;

    /**
     * What runs here though the interpreter refuses it. Transposed convolutions take the batch of their input where the
     * file says another, BROADCAST_TO spreads both ways, a bias may be missing, and texts may be given.
     */
    private static final String MORE =
            "(transposeconv|conv-transpose|selfie_segmentation|broadcast_to|single_conv_no_bias"
                    + "|string_scalar|string_input_model).*";

    /** Prints the agreement of all runs. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        TfliteAgreement.ofRuns(runs(Path.of(arguments[0]))).forEach(System.out::println);
    }

    @TestFactory
    Stream<DynamicTest> agreeWithTheReferenceKernels() throws IOException, InterruptedException {
        Path data = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
        assumeTrue(Files.isDirectory(data), "no test data at " + data);
        return TfliteAgreement.ofRuns(runs(data)).stream()
                .filter(agreement -> !TfliteAgreementTest.EXCEPTIONS.contains(
                        agreement.file().getFileName().toString()))
                .map(agreement -> DynamicTest.dynamicTest(agreement.run().toString(), () -> check(agreement)));
    }

    private static void check(TfliteAgreement agreement) {
        if (agreement.official().equals("ran")) {
            assertTrue(agreement.agrees(), agreement::toString);
        } else if (!agreement.name().matches(MORE)) {
            assertFalse(agreement.ours().equals("ran"), agreement::toString);
        }
    }

    private static List<TfliteRun> runs(Path data) throws IOException {
        var files = new ArrayList<Path>();
        for (String folder : List.of("tflite-models", "tflite-unit")) {
            files.addAll(TfliteAgreement.models(data.resolve(folder)));
        }
        var runs = new ArrayList<TfliteRun>();
        for (Path file : files) {
            if (Files.size(file) > LARGEST_FILE) {
                continue;
            }
            try {
                Model model = Model.load(file);
                if (model.inputs().stream().anyMatch(TfliteSignaturesTest::isLarge)) {
                    continue;
                }
                for (String signature : model.signatures()) {
                    runs.add(new TfliteRun(file, signature, false));
                    runs.add(new TfliteRun(file, signature, true));
                }
                runs.add(new TfliteRun(file, "", true));
            } catch (LanewiseException broken) {
                continue;
            }
        }
        return runs;
    }

    private static boolean isLarge(TensorSpec input) {
        return Arrays.stream(input.shape()).reduce(1, (a, b) -> a * Math.max(1, b)) > LARGEST_INPUT;
    }
}
