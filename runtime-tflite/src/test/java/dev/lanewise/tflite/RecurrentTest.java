package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.Model;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/**
 * Recurrent operators against what the reference kernels of TFLite 2.20 gave for the files of {@link RecurrentCase}, call
 * after call: {@code recurrent.tsv}. Integers are the same, floats within 1e-4 and a little.
 */
class RecurrentTest {

    @Test
    void givesWhatTheReferenceKernelsGive() throws IOException {
        var golden = Golden.read("recurrent.tsv");
        golden.forEach(
                (name, expected) -> expected.check(name, Model.load(RecurrentCase.file(name)), RecurrentTest::bound));
        assertEquals(new HashSet<>(RecurrentCase.ALL), golden.keySet());
    }

    private static double bound(Tensor found, double expected) {
        return found.type() == ElementType.FLOAT ? 1e-5 + 1e-4 * Math.abs(expected) : 0;
    }
}
