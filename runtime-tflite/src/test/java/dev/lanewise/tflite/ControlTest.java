package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.Model;
import java.io.IOException;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/**
 * Subgraphs that change state, and tables, against what TFLite 2.20 gave for the files of {@link ControlCase}
 * in 8 successive calls: {@code control.tsv}.
 */
class ControlTest {

    @Test
    void givesWhatTheOfficialRuntimeGives() throws IOException {
        var golden = Golden.read("control.tsv");
        golden.forEach((name, expected) ->
                expected.check(name, Model.load(ControlCase.file(name)), (found, value) -> 1e-6 * Math.abs(value)));
        assertEquals(new HashSet<>(ControlCase.ALL), golden.keySet());
    }
}
