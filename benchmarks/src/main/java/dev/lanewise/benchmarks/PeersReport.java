package dev.lanewise.benchmarks;

import java.util.List;
import java.util.Locale;

/** The measurements of {@link Peers} as Markdown and CSV. */
final class PeersReport {

    private PeersReport() {}

    /**
     * A row for each model and number of threads, and geometric means of the ratios. {@code speed-up} is how many times
     * faster than on one thread both run, and {@code twin} the ratio to our own run of the model in floats.
     */
    static String markdown(List<Measurement> of) {
        var text = new StringBuilder();
        text.append("| model | peer | threads | Lanewise ms | peer ms | ratio | spread | difference | speed-up, peer's")
                .append(" | twin |\n|---|---|---|---|---|---|---|---|---|---|\n");
        of.forEach(m -> text.append(row(m, speedUp(of, m))).append('\n'));
        for (int threads :
                of.stream().mapToInt(Measurement::threads).distinct().sorted().toArray()) {
            double logarithms = of.stream()
                    .filter(m -> m.threads() == threads)
                    .mapToDouble(m -> Math.log(m.ratio()))
                    .average()
                    .orElse(0);
            text.append(String.format(
                    Locale.ROOT, "| geometric mean | | %d | | | %.2f | | | | |%n", threads, Math.exp(logarithms)));
        }
        return text.toString();
    }

    /** A measurement's row without its speed-up. */
    static String row(Measurement m) {
        return row(m, "");
    }

    private static String row(Measurement m, String speedUp) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %.3f | %.3f | %.2f | ±%.0f%% | %.1e | %s | %s |",
                m.model(),
                m.peerName(),
                m.threads(),
                m.ours(),
                m.peer(),
                m.ratio(),
                100 * m.spread(),
                m.difference(),
                speedUp,
                m.twin() == 0 ? "" : String.format(Locale.ROOT, "%.2f", m.twin()));
    }

    private static String speedUp(List<Measurement> of, Measurement many) {
        return of.stream()
                .filter(one -> one.threads() == 1 && many.threads() > 1)
                .filter(one ->
                        one.model().equals(many.model()) && one.peerName().equals(many.peerName()))
                .map(one ->
                        String.format(Locale.ROOT, "%.2f, %.2f", one.ours() / many.ours(), one.peer() / many.peer()))
                .findFirst()
                .orElse("");
    }

    static String csv(List<Measurement> of) {
        var text = new StringBuilder("model,peer,threads,difference,lanewise_ms,peer_ms,ratio,spread,twin\n");
        of.forEach(m -> text.append(m.line()).append('\n'));
        return text.toString();
    }
}
