package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.Model;
import java.io.IOException;
import java.util.HashSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Subgraphs that change state, tables, and elements of every type handed on, against what TFLite 2.20 gave for the files of {@link ControlCase}
 * in 8 successive calls: {@code control.tsv}.
 */
class ControlTest {

    private static final String GOLDEN = "control.tsv";

    @TestFactory
    Stream<DynamicTest> givesWhatTheOfficialRuntimeGives() throws IOException {
        return Golden.tests(
                GOLDEN, name -> Model.load(ControlCase.file(name)), (found, value) -> 1e-6 * Math.abs(value));
    }

    @Test
    void coversAllCases() throws IOException {
        assertEquals(new HashSet<>(ControlCase.ALL), Golden.read(GOLDEN).keySet());
    }
}
