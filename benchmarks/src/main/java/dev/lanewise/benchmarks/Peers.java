package dev.lanewise.benchmarks;

import ai.onnxruntime.OrtException;
import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs models here and in ONNX Runtime, alternately in one process, with the same inputs and threads, and prints a table.
 * Arguments: a pattern of model names, the number of threads, seconds a model, and a folder for {@code peers.md},
 * {@code peers.csv} and {@code peers.svg}; all may be left out.
 */
public final class Peers {

    private static final int WARM_UP_SECONDS = 2;

    private Peers() {}

    public static void main(String[] args) throws OrtException, IOException {
        var names = Pattern.compile(args.length > 0 ? args[0] : "");
        int threads = args.length > 1 ? Integer.parseInt(args[1]) : 1;
        double seconds = args.length > 2 ? Double.parseDouble(args[2]) : 4;
        var rows = new ArrayList<PeersReport.Row>();
        for (ModelCase c : Catalogue.all()) {
            if (names.matcher(c.name()).find()) {
                try {
                    PeersReport.Row row = measure(c, threads, seconds);
                    rows.add(row);
                    System.out.println(row.toMarkdown());
                } catch (LanewiseException e) {
                    System.out.println("| " + c.name() + " | " + e + " |");
                }
            }
        }
        System.out.println();
        System.out.println(PeersReport.markdown(rows, threads));
        if (args.length > 3) {
            Path folder = Files.createDirectories(Path.of(args[3]));
            Files.writeString(folder.resolve("peers.md"), PeersReport.markdown(rows, threads));
            Files.writeString(folder.resolve("peers.csv"), PeersReport.csv(rows));
            Files.writeString(folder.resolve("peers.svg"), PeersReport.svg(rows));
        }
    }

    private static PeersReport.Row measure(ModelCase c, int threads, double seconds) throws OrtException {
        byte[] file = c.bytes();
        Model model = Model.load(file);
        Map<String, Tensor> inputs = c.inputs(model);
        try (Session session = model.newSession(SessionOptions.defaults().threads(threads));
                var peer = new OrtPeer(file, threads, inputs)) {
            Outputs first = session.run(inputs);
            var difference = Difference.of(first, peer.outputs());
            Runnable ours = ours(session, inputs, first);
            alternate(ours, peer, WARM_UP_SECONDS, List.of(new ArrayList<>(), new ArrayList<>()));
            var oursTimes = new ArrayList<Long>();
            var peerTimes = new ArrayList<Long>();
            alternate(ours, peer, seconds, List.of(oursTimes, peerTimes));
            return PeersReport.Row.of(c.name(), difference.worst(), oursTimes, peerTimes);
        }
    }

    /** A run into the same output tensors each time, where all outputs are tensors. */
    private static Runnable ours(Session session, Map<String, Tensor> inputs, Outputs first) {
        boolean tensors = true;
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (String name : first.names()) {
            if (first.value(name) instanceof Tensor tensor) {
                outputs.put(name, tensor);
            } else {
                tensors = false;
            }
        }
        return tensors ? () -> session.run(inputs, outputs) : () -> session.run(inputs);
    }

    private static void alternate(Runnable ours, OrtPeer peer, double seconds, List<List<Long>> times)
            throws OrtException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            long a = System.nanoTime();
            ours.run();
            long b = System.nanoTime();
            peer.run();
            long c = System.nanoTime();
            times.get(0).add(b - a);
            times.get(1).add(c - b);
        } while (System.nanoTime() < end);
    }

    /** The middle one of times. */
    static double median(List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    /** Half the distance between the quartiles, as a part of the median. */
    static double spread(List<Long> times) {
        long[] sorted = times.stream().mapToLong(Long::longValue).sorted().toArray();
        return (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / 2.0 / median(times);
    }

    /** The middle one of the ratios of runs that followed each other. */
    static double ratio(List<Long> ours, List<Long> peer) {
        var ratios = new double[ours.size()];
        Arrays.setAll(ratios, i -> (double) ours.get(i) / peer.get(i));
        Arrays.sort(ratios);
        return ratios[ratios.length / 2];
    }
}
