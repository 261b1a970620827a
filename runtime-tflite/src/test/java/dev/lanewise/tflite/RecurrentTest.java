package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Recurrent operators against what the reference kernels of TFLite 2.20 gave for the files of {@link RecurrentCase}, call
 * after call: {@code recurrent.tsv} holds the case, the call, the output's number and some of its elements by their index.
 * Integers are the same, floats within 1e-4 and a little.
 */
class RecurrentTest {

    @Test
    void givesWhatTheReferenceKernelsGive() throws IOException {
        var seen = new HashSet<String>();
        Map<String, List<String[]>> golden = lines().stream()
                .map(line -> line.split("\t", -1))
                .collect(java.util.stream.Collectors.groupingBy(fields -> fields[0]));
        golden.forEach((name, fields) -> {
            check(name, fields);
            seen.add(name);
        });
        assertEquals(new HashSet<>(RecurrentCase.ALL), seen);
    }

    private static List<String> lines() throws IOException {
        try (var resource = RecurrentTest.class.getResourceAsStream("recurrent.tsv")) {
            assertTrue(resource != null, "recurrent.tsv is missing");
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static void check(String name, List<String[]> golden) {
        try (var session = Model.load(RecurrentCase.file(name)).newSession()) {
            var numbers = new GoldenInputs();
            int calls =
                    golden.stream().mapToInt(f -> Integer.parseInt(f[1])).max().orElseThrow();
            for (int call = 0; call <= calls; call++) {
                Outputs outputs = session.run(numbers.fill(session.model()));
                for (String[] fields : golden) {
                    if (Integer.parseInt(fields[1]) == call) {
                        int output = Integer.parseInt(fields[2]);
                        GoldenInputs.compare(
                                name + ", call " + call + ", output " + output,
                                outputs.tensor(output),
                                fields[3],
                                RecurrentTest::bound);
                    }
                }
            }
        }
    }

    private static double bound(Tensor found, double expected) {
        return found.type() == ElementType.FLOAT ? 1e-5 + 1e-4 * Math.abs(expected) : 0;
    }
}
