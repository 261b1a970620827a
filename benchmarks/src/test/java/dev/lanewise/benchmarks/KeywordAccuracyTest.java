package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lanewise.Model;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An int8 keyword spotter on 1,000 labelled inputs: every score is the official interpreter's, 901 are right. */
class KeywordAccuracyTest {

    private static final int RIGHT = 901;

    @Test
    void isAsAccurateAsTheOfficialInterpreter(@TempDir Path folder) throws IOException, InterruptedException {
        Path data = Path.of(System.getProperty("lanewise.testdata", "../../shared/testdata"));
        Path file = data.resolve("tflite-models/mlperf-tiny/kws_ref_model.tflite");
        assumeTrue(Files.isRegularFile(file), "no test data at " + data);
        List<Path> inputs;
        try (var files = Files.list(data.resolve("data/kws01"))) {
            inputs = files.filter(f -> f.toString().endsWith(".bin")).sorted().toList();
        }
        List<String> arguments = Stream.concat(Stream.of(file), inputs.stream())
                .map(Path::toString)
                .toList();
        TfliteAgreement.reference(folder, "each", arguments);
        byte[] expected = Files.readAllBytes(folder.resolve("each"));
        Model model = Model.load(file);
        int right = 0;
        try (var session = model.newSession()) {
            for (int i = 0; i < inputs.size(); i++) {
                byte[] features = Files.readAllBytes(inputs.get(i));
                byte[] scores = session.run(Tensor.wrap(ElementType.INT8, features, 1, 49, 10, 1))
                        .bytes();
                assertArrayEquals(
                        Arrays.copyOfRange(expected, i * scores.length, (i + 1) * scores.length),
                        scores,
                        inputs.get(i).toString());
                String name = inputs.get(i).getFileName().toString();
                int label = Integer.parseInt(name.substring(name.lastIndexOf('_') + 1, name.lastIndexOf('.')));
                right += best(scores) == label ? 1 : 0;
            }
        }
        assertEquals(1000, inputs.size());
        assertEquals(RIGHT, right);
    }

    private static int best(byte[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
