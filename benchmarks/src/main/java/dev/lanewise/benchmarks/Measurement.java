package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One model's times here and in its peer, taken in one process.
 *
 * @param model what tables call it
 * @param peerName the other runtime
 * @param threads threads of both
 * @param difference max|difference| / max|reference| of the outputs
 * @param ours median time of a run here, in milliseconds
 * @param peer median time of a run in the peer, in milliseconds
 * @param ratio median of the ratios of neighbouring stretches, ours to the peer's
 * @param spread half the distance between the quartiles of those ratios, or of several measurements', as a part of their
 *     median
 * @param twin median of the ratios of neighbouring stretches, ours to our fp32 twin's without Winograd, or 0
 */
record Measurement(
        String model,
        String peerName,
        int threads,
        double difference,
        double ours,
        double peer,
        double ratio,
        double spread,
        double twin) {

    /** For each contender: the JVM compiles our vector kernels in the second after the first result. */
    private static final double WARM_UP_SECONDS = 2;

    private static final String SEPARATOR = ",";

    /** Measures a model with each number of threads, all in turn. */
    static List<Measurement> of(Suite.Entry entry, List<Integer> threads, double seconds) {
        byte[] file = entry.model().bytes();
        Model model = Model.load(file);
        Map<String, Tensor> inputs = entry.model().inputs(model);
        List<String> outputs = model.outputs().stream().map(TensorSpec::name).toList();
        var contenders = new ArrayList<Runnable>();
        var differences = new ArrayList<Double>();
        var open = new ArrayList<AutoCloseable>();
        for (int count : threads) {
            Session session = model.newSession(SessionOptions.defaults().threads(count));
            Peer peer = Peer.open(file, count, inputs, outputs);
            open.addAll(List.of(session, peer));
            differences.add(Difference.of(session.run(inputs), peer.outputs()).worst());
            contenders.addAll(List.of(ours(session, inputs), peer::run));
            entry.twin().ifPresent(twin -> contenders.add(withoutWinograd(twin, count, open)));
        }
        Stretches.alternate(contenders, WARM_UP_SECONDS * contenders.size());
        List<List<Long>> times = Stretches.alternate(contenders, seconds);
        int each = contenders.size() / threads.size();
        var measurements = new ArrayList<Measurement>();
        for (int i = 0; i < threads.size(); i++) {
            List<List<Long>> of = times.subList(i * each, (i + 1) * each);
            List<Double> ratios = Stretches.ratios(of.get(0), of.get(1));
            measurements.add(new Measurement(
                    entry.model().name(),
                    Peer.name(file),
                    threads.get(i),
                    differences.get(i),
                    Stretches.median(of.get(0)) / 1e6,
                    Stretches.median(of.get(1)) / 1e6,
                    Stretches.median(ratios),
                    Stretches.spread(ratios),
                    each > 2 ? Stretches.median(Stretches.ratios(of.get(0), of.get(2))) : 0));
        }
        open.forEach(Measurement::close);
        return measurements;
    }

    private static Runnable withoutWinograd(ModelCase twin, int threads, List<AutoCloseable> open) {
        Model model = Model.load(twin.bytes());
        Session session =
                model.newSession(SessionOptions.defaults().threads(threads).strict(true));
        open.add(session);
        return ours(session, twin.inputs(model));
    }

    private static void close(AutoCloseable resource) {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** A run into the same output tensors each time, where all outputs are tensors. */
    private static Runnable ours(Session session, Map<String, Tensor> inputs) {
        Outputs first = session.run(inputs);
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

    /** The medians of measurements of the same model and threads; those of one are itself. */
    static Measurement median(List<Measurement> of) {
        Measurement first = of.getFirst();
        List<Double> ratios = of.stream().map(Measurement::ratio).toList();
        return new Measurement(
                first.model(),
                first.peerName(),
                first.threads(),
                of.stream().mapToDouble(Measurement::difference).max().orElseThrow(),
                Stretches.median(of.stream().map(Measurement::ours).toList()),
                Stretches.median(of.stream().map(Measurement::peer).toList()),
                Stretches.median(ratios),
                of.size() == 1 ? first.spread() : Stretches.spread(ratios),
                Stretches.median(of.stream().map(Measurement::twin).toList()));
    }

    /** The numbers as a line that {@link #parse} reads. */
    String line() {
        return String.join(
                SEPARATOR,
                model,
                peerName,
                Integer.toString(threads),
                Double.toString(difference),
                Double.toString(ours),
                Double.toString(peer),
                Double.toString(ratio),
                Double.toString(spread),
                Double.toString(twin));
    }

    /** The measurement in such a line; empty for any other text. */
    static Optional<Measurement> parse(String line) {
        String[] parts = line.split(SEPARATOR);
        if (parts.length != 9 || !parts[2].matches("\\d+")) {
            return Optional.empty();
        }
        return Optional.of(new Measurement(
                parts[0],
                parts[1],
                Integer.parseInt(parts[2]),
                Double.parseDouble(parts[3]),
                Double.parseDouble(parts[4]),
                Double.parseDouble(parts[5]),
                Double.parseDouble(parts[6]),
                Double.parseDouble(parts[7]),
                Double.parseDouble(parts[8])));
    }
}
