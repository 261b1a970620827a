package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recurrent networks on the 10,000 digits of MNIST's test set: as many are right as with the official interpreter. */
class DigitsAccuracyTest {

    private static final Path DATA = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
    private static final int DIGITS = 10_000;
    private static final int PIXELS = 28 * 28;
    private static final int TENTH_OF_A_POINT = DIGITS / 1000;

    @ParameterizedTest
    @CsvSource({"trained_lstm.tflite, 9853", "trained_lstm_int8.tflite, 9849"})
    void isAsAccurateAsTheOfficialInterpreter(String name, int official) throws IOException {
        Path file = DATA.resolve("tflite-models/tflm").resolve(name);
        assumeTrue(Files.isRegularFile(file), "no test data at " + DATA);
        byte[] images = unzipped("t10k-images-idx3-ubyte.gz", 16, DIGITS * PIXELS);
        byte[] labels = unzipped("t10k-labels-idx1-ubyte.gz", 8, DIGITS);
        int right = 0;
        try (var session = Model.load(file).newSession()) {
            for (int i = 0; i < DIGITS; i++) {
                session.resetState();
                right += best(session.run(input(
                                        session.model().inputs().getFirst().type(), images, i * PIXELS)))
                                == labels[i]
                        ? 1
                        : 0;
            }
        }
        assertEquals(official, right, TENTH_OF_A_POINT);
    }

    /** Pixels between 0 and 1; in the quantized file a step is 1/255 and -128 is black. */
    private static Tensor input(ElementType type, byte[] images, int at) {
        Tensor input = Tensor.zeros(type, 1, 28, 28);
        for (int i = 0; i < PIXELS; i++) {
            int pixel = images[at + i] & 0xFF;
            if (type == ElementType.FLOAT) {
                input.floats()[i] = pixel / 255f;
            } else {
                input.bytes()[i] = (byte) (pixel - 128);
            }
        }
        return input;
    }

    private static int best(Tensor scores) {
        int best = 0;
        for (int i = 1; i < scores.size(); i++) {
            best = score(scores, i) > score(scores, best) ? i : best;
        }
        return best;
    }

    private static float score(Tensor scores, int i) {
        return scores.type() == ElementType.FLOAT ? scores.floats()[i] : scores.bytes()[i];
    }

    private static byte[] unzipped(String name, int header, int length) throws IOException {
        try (var in = new DataInputStream(new GZIPInputStream(
                Files.newInputStream(DATA.resolve("data/mnist").resolve(name))))) {
            in.skipNBytes(header);
            return in.readNBytes(length);
        }
    }
}
