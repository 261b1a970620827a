package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.Model;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Recurrent operators against what the reference kernels of TFLite 2.20 gave for the files of {@link RecurrentCase}, call
 * after call: {@code recurrent.tsv}. Integers are the same, floats within 1e-4 and a little.
 */
class RecurrentTest {

    private static final String GOLDEN = "recurrent.tsv";

    @TestFactory
    Stream<DynamicTest> givesWhatTheReferenceKernelsGive() throws IOException {
        return Golden.tests(GOLDEN, name -> Model.load(RecurrentCase.file(name)), RecurrentTest::bound);
    }

    @Test
    void coversAllCases() throws IOException {
        assertEquals(new HashSet<>(RecurrentCase.ALL), Golden.read(GOLDEN).keySet());
    }

    private static double bound(Tensor found, double expected) {
        return found.type() == ElementType.FLOAT ? 1e-5 + 1e-4 * Math.abs(expected) : 0;
    }
}
