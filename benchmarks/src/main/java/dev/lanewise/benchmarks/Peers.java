package dev.lanewise.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs models here and in their peers, ONNX Runtime or TFLite's interpreter with XNNPACK, alternately in one process, with
 * the same inputs and threads, and prints a table. Arguments, all of which may be left out: a {@link Suite}'s name or a
 * pattern of models' names; numbers of threads, as {@code 1,2}; seconds a model; a folder for {@code peers.md},
 * {@code peers.csv} and {@code peers.svg}, or {@code -}; and the number of processes that measure each model one after
 * the other, of which medians are reported: 5 for suites. With 1, which is what patterns have, this process measures.
 */
public final class Peers {

    private static final int SUITE_FORKS = 5;

    private Peers() {}

    public static void main(String[] args) throws IOException {
        String models = args.length > 0 ? args[0] : "";
        List<Integer> threads = Stream.of((args.length > 1 ? args[1] : "1").split(","))
                .map(Integer::valueOf)
                .toList();
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 4;
        boolean suite = Stream.of(Suite.values()).anyMatch(s -> s.name().equals(models));
        int forks = args.length > 4 ? Integer.parseInt(args[4]) : suite ? SUITE_FORKS : 1;
        var measurements = new ArrayList<Measurement>();
        for (Suite.Entry entry : entries(models)) {
            try {
                List<Measurement> of =
                        forks == 1 ? Measurement.of(entry, threads, seconds) : forked(entry, threads, seconds, forks);
                measurements.addAll(of);
                of.forEach(m -> System.out.println(forks == 1 ? m.line() : PeersReport.row(m)));
            } catch (RuntimeException e) {
                System.out.println("| " + entry.model().name() + " | " + e + " |");
            }
        }
        System.out.println();
        System.out.println(PeersReport.markdown(measurements));
        if (args.length > 3 && !args[3].equals("-")) {
            Path folder = Files.createDirectories(Path.of(args[3]));
            Files.writeString(folder.resolve("peers.md"), PeersReport.markdown(measurements));
            Files.writeString(folder.resolve("peers.csv"), PeersReport.csv(measurements));
            Files.writeString(folder.resolve("peers.svg"), PeersChart.svg(measurements));
        }
    }

    /** A suite's models, or all whose names have a match, each once. */
    static List<Suite.Entry> entries(String models) {
        for (Suite suite : Suite.values()) {
            if (suite.name().equals(models)) {
                return suite.entries();
            }
        }
        Pattern pattern = Pattern.compile(models);
        Map<String, Suite.Entry> named = new LinkedHashMap<>();
        Stream.concat(
                        Stream.of(Suite.values()).flatMap(suite -> suite.entries().stream()),
                        Catalogue.all().stream().map(Suite.Entry::of))
                .filter(entry -> pattern.matcher(entry.model().name()).find())
                .forEach(entry -> named.putIfAbsent(
                        entry.model().name() + entry.model().source().getFileName(), entry));
        return List.copyOf(named.values());
    }

    private static List<Measurement> forked(Suite.Entry entry, List<Integer> threads, double seconds, int forks)
            throws IOException {
        Map<Integer, List<Measurement>> byThreads = new LinkedHashMap<>();
        String name = "^" + Pattern.quote(entry.model().name()) + "$";
        String counts = String.join(",", threads.stream().map(String::valueOf).toList());
        for (int i = 0; i < forks; i++) {
            for (Measurement m : fork(name, counts, Double.toString(seconds))) {
                byThreads.computeIfAbsent(m.threads(), t -> new ArrayList<>()).add(m);
            }
        }
        return byThreads.values().stream().map(Measurement::median).toList();
    }

    private static List<Measurement> fork(String... arguments) throws IOException {
        return lines(Peers.class, arguments).stream()
                .flatMap(line -> Measurement.parse(line).stream())
                .toList();
    }

    /** What a process like this one prints that runs another class; errors go where this process's go. */
    static List<String> lines(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader reader = process.inputReader()) {
            return reader.lines().toList();
        }
    }
}
