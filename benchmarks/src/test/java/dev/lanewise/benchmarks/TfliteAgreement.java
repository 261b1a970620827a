package dev.lanewise.benchmarks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;

/**
 * How far outputs are from what TFLite's interpreter gives with its reference kernels for the same inputs, over all
 * elements of all outputs. {@link #main} prints a table.
 *
 * @param official what became of the model in TFLite's interpreter: {@code ran}, {@code refused: …} or {@code crashed}
 * @param ours {@code ran}, or the exception
 * @param integers number of integer elements compared
 * @param within how many of them are at most one step away
 * @param exact how many are the same
 * @param steps the largest difference of two of them
 * @param relative the largest of max|difference| / max|reference| over the outputs of floats
 */
record TfliteAgreement(
        TfliteRun run,
        String official,
        String ours,
        long integers,
        long within,
        long exact,
        double steps,
        double relative) {

    private static final int SECONDS = 300;

    /** Prints how the models among the arguments, files or folders, agree. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        var files = new ArrayList<Path>();
        for (String argument : arguments) {
            files.addAll(models(Path.of(argument)));
        }
        for (var agreement : of(files)) {
            System.out.println(agreement);
        }
    }

    /** The TFLite files under {@code root}, sorted. */
    static List<Path> models(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(file -> file.toString().matches(".*\\.(tflite|bin|lite)"))
                    .sorted()
                    .toList();
        }
    }

    /** Writes files by their names to {@code folder}, and runs them in both. */
    static List<TfliteAgreement> of(Path folder, Map<String, byte[]> files) throws IOException, InterruptedException {
        var paths = new ArrayList<Path>();
        for (var file : files.entrySet()) {
            paths.add(Files.write(folder.resolve(file.getKey() + ".tflite"), file.getValue()));
        }
        return of(paths);
    }

    /** Runs {@code files} in both. */
    static List<TfliteAgreement> of(List<Path> files) throws IOException, InterruptedException {
        return ofRuns(files.stream().map(file -> new TfliteRun(file, "", false)).toList());
    }

    /** Does {@code runs} in both. */
    static List<TfliteAgreement> ofRuns(List<TfliteRun> runs) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("tflite-reference");
        var agreements = new ArrayList<TfliteAgreement>();
        try {
            int next = 0;
            while (next < runs.size()) {
                Path results = Files.createDirectory(folder.resolve("from" + next));
                List<String> rest = runs.subList(next, runs.size()).stream()
                        .map(TfliteRun::argument)
                        .toList();
                reference(results, "outputs", rest);
                int at = 0;
                boolean done = true;
                while (done && next < runs.size()) {
                    Path one = results.resolve(Integer.toString(at++));
                    done = Files.exists(one.resolve("tensors.tsv"));
                    agreements.add(compare(runs.get(next++), done ? one : null));
                }
            }
        } finally {
            delete(folder);
        }
        return agreements;
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Runs {@link TfliteReference} with {@code arguments}, in a process of its own. */
    static void reference(Path results, String mode, List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + results.resolve("crash.log"),
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                TfliteReference.class.getName(),
                results.toString(),
                mode));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(results.resolve("log").toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    /** A tensor that TFLite's interpreter wrote. */
    private record Written(String type, String name, long[] shape, ByteBuffer values) {

        static TreeMap<Integer, Written> read(Path results, String kind) throws IOException {
            var all = new TreeMap<Integer, Written>();
            for (String line : Files.readAllLines(results.resolve("tensors.tsv"))) {
                String[] fields = line.split("\t", -1);
                if (fields[0].equals(kind)) {
                    String[] dims = fields[4].isEmpty() ? new String[0] : fields[4].split(" ");
                    var shape = new long[dims.length];
                    for (int i = 0; i < dims.length; i++) {
                        shape[i] = Long.parseLong(dims[i]);
                    }
                    byte[] values = Files.readAllBytes(results.resolve(kind + fields[1]));
                    var bytes = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
                    all.put(Integer.parseInt(fields[1]), new Written(fields[2], fields[3], shape, bytes));
                }
            }
            return all;
        }

        Tensor tensor() {
            return Tensor.of(ElementType.valueOf(type), values, shape);
        }
    }

    private static TfliteAgreement compare(TfliteRun run, Path results) throws IOException {
        String official = results == null
                ? "crashed"
                : Files.readAllLines(results.resolve("tensors.tsv")).getFirst();
        var counts = new Counts();
        String ours;
        try {
            Model model = run.model();
            if (official.equals("ran")) {
                run(model, !run.signature().isEmpty(), results, counts);
            }
            if (!official.equals("ran") && run.doubled()) {
                runOnZeros(model);
            }
            ours = official.equals("ran") || run.doubled() ? "ran" : "loads";
        } catch (LanewiseException e) {
            ours = e.getClass().getSimpleName() + ": " + e.getMessage();
        }
        return new TfliteAgreement(
                run, official, ours, counts.integers, counts.within, counts.exact, counts.steps, counts.relative);
    }

    private static void run(Model model, boolean byName, Path results, Counts counts) throws IOException {
        var inputs = new LinkedHashMap<String, Tensor>();
        Written.read(results, "input")
                .forEach((index, input) -> inputs.put(
                        byName ? input.name() : model.inputs().get(index).name(), input.tensor()));
        try (var session = model.newSession()) {
            Outputs outputs = session.run(inputs);
            Written.read(results, "output").forEach((index, output) -> {
                if (!output.type().equals("STRING") && !output.type().equals("RESOURCE")) {
                    counts.add(byName ? outputs.tensor(output.name()) : outputs.tensor(index), output.tensor());
                }
            });
        }
    }

    private static void runOnZeros(Model model) {
        var inputs = new LinkedHashMap<String, Tensor>();
        model.inputs().forEach(input -> inputs.put(input.name(), Tensor.zeros(input.type(), input.shape())));
        try (var session = model.newSession()) {
            session.run(inputs);
        }
    }

    private static final class Counts {
        private long integers;
        private long within;
        private long exact;
        private double steps;
        private double relative;

        void add(Tensor found, Tensor expected) {
            if (found.type() != expected.type() || found.size() != expected.size()) {
                relative = Double.POSITIVE_INFINITY;
                return;
            }
            double largest = 0;
            double worst = 0;
            boolean floating = expected.type().isFloating() || expected.type().entries() > 1;
            for (int i = 0; i < expected.size() * expected.type().entries(); i++) {
                double reference = number(expected, i);
                double difference = Math.abs(number(found, i) - reference);
                if (Double.isNaN(difference)) {
                    difference = Double.compare(number(found, i), reference) == 0 ? 0 : Double.POSITIVE_INFINITY;
                }
                worst = Math.max(worst, difference);
                largest = Double.isFinite(reference) ? Math.max(largest, Math.abs(reference)) : largest;
                if (!floating) {
                    integers++;
                    within += difference <= 1 ? 1 : 0;
                    exact += difference == 0 ? 1 : 0;
                }
            }
            if (floating) {
                relative = Math.max(relative, worst == 0 ? 0 : worst / largest);
            } else {
                steps = Math.max(steps, worst);
            }
        }

        private static double number(Tensor tensor, int at) {
            return switch (tensor.array()) {
                case float[] a -> a[at];
                case double[] a -> a[at];
                case byte[] a -> tensor.type() == ElementType.UINT8 ? Byte.toUnsignedInt(a[at]) : a[at];
                case short[] a -> a[at];
                case int[] a -> a[at];
                case long[] a -> a[at];
                case boolean[] a -> a[at] ? 1 : 0;
                default -> throw new AssertionError("outputs of type " + tensor.type());
            };
        }
    }

    /** Whether integers are within one step in at least 99 of 100 elements, and floats within 1e-3. */
    boolean agrees() {
        return ours.equals("ran") && within * 100 >= integers * 99 && relative <= 1e-3;
    }

    Path file() {
        return run.file();
    }

    /** The file's name without its ending. */
    String name() {
        return file().getFileName().toString().replace(".tflite", "");
    }

    /** Fails where integers are not the same in both or floats not within 1e-4. */
    DynamicTest exactTest() {
        boolean exact = official.equals("ran") && ours.equals("ran") && this.exact == integers && relative <= 1e-4;
        return DynamicTest.dynamicTest(name(), () -> assertTrue(exact, this::toString));
    }

    @Override
    public String toString() {
        String name = run.toString();
        if (!official.equals("ran") || !ours.equals("ran")) {
            return "%-6s %-60s %-18s %s".formatted(official.equals("ran") ? "FAILS" : "", name, official, ours);
        }
        return String.format(
                Locale.ROOT,
                "%-6s %-60s %9d integers: exact %8.4f%% within one %8.4f%% worst %g; floats %.1e",
                agrees() ? "ok" : "FAILS",
                name,
                integers,
                integers == 0 ? 100 : 100.0 * exact / integers,
                integers == 0 ? 100 : 100.0 * within / integers,
                steps,
                relative);
    }
}
