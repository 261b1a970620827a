package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.ModelFile;
import dev.lanewise.tflite.file.TensorInfo;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Real files with state, control flow and signatures against what the reference kernels of TFLite 2.20 gave in the
 * first, tenth and twentieth of 20 successive calls: {@code successive.tsv}. Integers are the same.
 */
class SuccessiveCallsTest {

    private static final String GOLDEN = "successive.tsv";

    /** What the official interpreter refuses: operators that the others of these names do not have, unfit states. */
    private static final List<String> REFUSED = Stream.of(
                    "lstm_calibrated2", "lstm_quantized2", "svdf_calibrated", "svdf_quantized")
            .map(name -> "tflite-unit/tflite-testdata/converter/quantization/lite/testdata/" + name + ".bin")
            .toList();

    private static final int DIGITS = 10_000;
    private static final int PIXELS = 28 * 28;

    private static Path data() {
        Path data = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
        assumeTrue(Files.isDirectory(data), "no test data at " + data);
        return data;
    }

    @TestFactory
    Stream<DynamicTest> statefulModelsAgreeCallAfterCall() throws IOException {
        Path data = data();
        return Golden.tests(GOLDEN, name -> Model.load(data.resolve(name)), SuccessiveCallsTest::bound);
    }

    @Test
    void noStatefulFileIsLeftOut() throws IOException {
        Path data = data();
        var covered = new TreeSet<>(Golden.read(GOLDEN).keySet());
        covered.addAll(REFUSED);
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(path -> path.toString().matches(".*tflite-.*\\.(tflite|bin)"))
                    .toList()) {
                if (isStateful(file)) {
                    assertTrue(covered.contains(data.relativize(file).toString()), file.toString());
                }
            }
        }
    }

    private static boolean isStateful(Path path) throws IOException {
        try {
            var file = ModelFile.read(ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN));
            return file.subgraphs().stream()
                    .anyMatch(subgraph -> subgraph.tensors().stream().anyMatch(TensorInfo::isVariable)
                            || subgraph.operators().stream()
                                    .anyMatch(operator -> operator.name().matches("VAR_HANDLE|CALL_ONCE|HASHTABLE")));
        } catch (LanewiseException broken) {
            return false;
        }
    }

    private static double bound(Tensor found, double expected) {
        return found.type() == ElementType.FLOAT ? 1e-5 + 1e-4 * Math.abs(expected) : 0;
    }

    /** The official runtime knows 9,853 of the 10,000 digits in float, 9,849 in integers, its state reset before each. */
    @Test
    void digitsAreKnownAsTheOfficialRuntimeKnowsThem() throws IOException {
        Path models = data().resolve("tflite-models/tflm");
        assertEquals(9853, known(models.resolve("trained_lstm.tflite")), 1);
        assertEquals(9849, known(models.resolve("trained_lstm_int8.tflite")), 0);
    }

    private static int known(Path file) throws IOException {
        Path digits = data().resolve("data/mnist");
        int known = 0;
        try (var images = open(digits.resolve("t10k-images-idx3-ubyte.gz"), 16);
                var labels = open(digits.resolve("t10k-labels-idx1-ubyte.gz"), 8);
                var session = Model.load(file).newSession()) {
            ElementType type = session.model().inputs().getFirst().type();
            for (int i = 0; i < DIGITS; i++) {
                session.resetState();
                Tensor scores = session.run(image(images.readNBytes(PIXELS), type));
                known += best(scores) == labels.read() ? 1 : 0;
            }
        }
        return known;
    }

    private static DataInputStream open(Path file, int header) throws IOException {
        var stream = new DataInputStream(new GZIPInputStream(Files.newInputStream(file)));
        stream.skipNBytes(header);
        return stream;
    }

    private static Tensor image(byte[] pixels, ElementType type) {
        Tensor image = Tensor.zeros(type, 1, 28, 28);
        for (int i = 0; i < PIXELS; i++) {
            int pixel = pixels[i] & 0xFF;
            if (image.array() instanceof float[] numbers) {
                numbers[i] = pixel / 255f;
            } else {
                image.bytes()[i] = (byte) (pixel - 128);
            }
        }
        return image;
    }

    private static int best(Tensor scores) {
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            boolean more = scores.array() instanceof float[] numbers
                    ? numbers[i] > numbers[best]
                    : scores.bytes()[i] > scores.bytes()[best];
            best = more ? i : best;
        }
        return best;
    }
}
