package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The time from the beginning of {@code main} to the first output, and the most memory resident until then, of three
 * models here and in their peers. Each start is a process of its own with this one's options, ours and the peer's in turn;
 * medians are printed. The argument is the number of starts, 5 without one.
 */
public final class ColdStart {

    private static final int STARTS = 5;
    private static final int TOKENS = 7;
    private static final String RESULT = "first output: ";

    private ColdStart() {}

    /** What one process saw. */
    private record Start(double millis, double megabytes) {}

    public static void main(String[] args) throws IOException {
        long start = System.nanoTime();
        if (args.length > 1) {
            run(args, start);
            return;
        }
        int starts = args.length > 0 ? Integer.parseInt(args[0]) : STARTS;
        System.out.println("| model | peer | Lanewise ms | peer ms | ratio | Lanewise MB | peer MB | ratio |");
        System.out.println("|---|---|---|---|---|---|---|---|");
        for (ModelCase model : List.of(
                Catalogue.miniLm(1, TOKENS),
                Catalogue.model("onnx-models/ort/squeezenet_tensor_input.onnx", Map.of(), 1),
                Catalogue.model("tflite-models/task-library/mobilenet_v1_0.25_224_1_default_1.tflite", Map.of(), 1))) {
            if (model.isThere()) {
                System.out.println(compare(model, starts));
            }
        }
    }

    private static String compare(ModelCase c, int starts) throws IOException {
        Path file = Files.write(Files.createTempFile("model", ""), c.bytes());
        try {
            Model model = Model.load(file);
            String inputs = c.inputs(model).entrySet().stream()
                    .map(input -> input.getKey() + "=" + input.getValue().type() + "="
                            + Arrays.stream(input.getValue().shape())
                                    .mapToObj(Long::toString)
                                    .collect(Collectors.joining("x")))
                    .collect(Collectors.joining(","));
            var ours = new ArrayList<Start>();
            var peer = new ArrayList<Start>();
            for (int i = 0; i < starts; i++) {
                ours.add(start("lanewise", file, inputs, model.outputs().size()));
                peer.add(start("peer", file, inputs, model.outputs().size()));
            }
            return row(c.name(), Peer.name(c.bytes()), ours, peer);
        } finally {
            Files.delete(file);
        }
    }

    private static String row(String model, String peerName, List<Start> ours, List<Start> peer) {
        double millis = Stretches.median(ours.stream().map(Start::millis).toList());
        double peerMillis = Stretches.median(peer.stream().map(Start::millis).toList());
        double megabytes = Stretches.median(ours.stream().map(Start::megabytes).toList());
        double peerMegabytes =
                Stretches.median(peer.stream().map(Start::megabytes).toList());
        return String.format(
                Locale.ROOT,
                "| %s | %s | %.0f | %.0f | %.2f | %.0f | %.0f | %.2f |",
                model,
                peerName,
                millis,
                peerMillis,
                millis / peerMillis,
                megabytes,
                peerMegabytes,
                megabytes / peerMegabytes);
    }

    private static Start start(String whose, Path file, String inputs, int outputs) throws IOException {
        for (String line : Peers.lines(ColdStart.class, whose, file.toString(), inputs, Integer.toString(outputs))) {
            if (line.startsWith(RESULT)) {
                String[] numbers = line.substring(RESULT.length()).split(" ");
                return new Start(Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]));
            }
        }
        throw new IllegalStateException("the process of " + whose + " gives no output");
    }

    /** In the other process: whose, the file, names, types and shapes of inputs, and the number of outputs. */
    private static void run(String[] args, long start) throws IOException {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (String input : args[2].split(",")) {
            String[] parts = input.split("=");
            inputs.put(
                    parts[0],
                    ones(
                            ElementType.valueOf(parts[1]),
                            Arrays.stream(parts[2].split("x"))
                                    .mapToLong(Long::parseLong)
                                    .toArray()));
        }
        int outputs = args[0].equals("lanewise")
                ? lanewise(Path.of(args[1]), inputs)
                : peer(Path.of(args[1]), inputs, Integer.parseInt(args[3]));
        double millis = (System.nanoTime() - start) / 1e6;
        System.out.println(outputs == 0 ? "" : RESULT + millis + " " + peakMegabytes());
    }

    private static Tensor ones(ElementType type, long[] shape) {
        Tensor tensor = Tensor.zeros(type, shape);
        switch (type) {
            case FLOAT -> Arrays.fill(tensor.floats(), 1);
            case INT64 -> Arrays.fill(tensor.longs(), 1);
            default -> throw new IllegalArgumentException("no inputs of type " + type);
        }
        return tensor;
    }

    private static int lanewise(Path file, Map<String, Tensor> inputs) {
        try (Session session = Model.load(file).newSession()) {
            return session.run(inputs).size();
        }
    }

    private static int peer(Path file, Map<String, Tensor> inputs, int outputs) throws IOException {
        List<String> names =
                IntStream.range(0, outputs).mapToObj(Integer::toString).toList();
        try (Peer peer = Peer.open(Files.readAllBytes(file), 1, inputs, names)) {
            return peer.outputs().size();
        }
    }

    /** The most that was resident, as Linux tells; 0 elsewhere. */
    private static double peakMegabytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
