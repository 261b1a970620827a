package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What the official runtime gave for one model, call after call: lines of a resource with the model's name, the call,
 * the output's number and some of its elements by their index.
 */
record Golden(List<String[]> lines) {

    /** All models of a resource, in its order. */
    static Map<String, Golden> read(String name) throws IOException {
        try (var resource = Golden.class.getResourceAsStream(name)) {
            assertTrue(resource != null, name + " is missing");
            var golden = new LinkedHashMap<String, Golden>();
            new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(line -> {
                String[] fields = line.split("\t", -1);
                golden.computeIfAbsent(fields[0], key -> new Golden(new ArrayList<>()))
                        .lines()
                        .add(fields);
            });
            return golden;
        }
    }

    /** A test of each model of a resource. */
    static Stream<DynamicTest> tests(
            String resource, Function<String, Model> load, ToDoubleBiFunction<Tensor, Double> bound)
            throws IOException {
        return read(resource).entrySet().stream()
                .map(golden -> DynamicTest.dynamicTest(
                        golden.getKey(),
                        () -> golden.getValue().check(golden.getKey(), load.apply(golden.getKey()), bound)));
    }

    /** Runs a model call after call and compares, within {@code bound} of what is expected. */
    private void check(String name, Model model, ToDoubleBiFunction<Tensor, Double> bound) {
        try (var session = model.newSession()) {
            var numbers = new GoldenInputs();
            int last = lines.stream()
                    .mapToInt(fields -> Integer.parseInt(fields[1]))
                    .max()
                    .orElseThrow();
            for (int call = 0; call <= last; call++) {
                Outputs outputs = session.run(numbers.fill(model));
                for (String[] fields : lines) {
                    if (Integer.parseInt(fields[1]) == call) {
                        int output = Integer.parseInt(fields[2]);
                        String where = name + ", call " + call + ", output " + output;
                        GoldenInputs.compare(where, outputs.tensor(output), fields[3], bound);
                    }
                }
            }
        }
    }
}
