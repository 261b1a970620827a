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
    private static final long STRETCH_NANOS = 200_000_000;
    private static final long SETTLE_NANOS = 60_000_000;

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
            alternate(ours, peer::run, WARM_UP_SECONDS, List.of(new ArrayList<>(), new ArrayList<>()));
            var oursTimes = new ArrayList<Long>();
            var peerTimes = new ArrayList<Long>();
            alternate(ours, peer::run, seconds, List.of(oursTimes, peerTimes));
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

    /**
     * Runs each for a stretch, in turn. A pool whose workers spin after a run keeps them busy for a while, and they would
     * take their time from the other's first runs: those are not counted.
     */
    private static void alternate(Runnable ours, Runnable peer, double seconds, List<List<Long>> times) {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            times.get(0).add(stretch(ours));
            times.get(1).add(stretch(peer));
        } while (System.nanoTime() < end);
    }

    /** The middle time of runs that follow each other, those of the first part left out. */
    private static long stretch(Runnable run) {
        long start = System.nanoTime();
        var times = new ArrayList<Long>();
        long now = start;
        while (now - start < STRETCH_NANOS || times.size() < 2) {
            run.run();
            long after = System.nanoTime();
            if (after - start > SETTLE_NANOS) {
                times.add(after - now);
            }
            now = after;
        }
        return (long) median(times);
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
