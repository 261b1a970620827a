package dev.lanewise.benchmarks;

import java.util.List;
import java.util.Locale;

/** The measurements of {@link Peers} as Markdown, CSV and a bar chart. */
final class PeersReport {

    private PeersReport() {}

    /**
     * One model.
     *
     * @param difference max|difference| / max|reference| of the outputs
     * @param ours median time of a run here, in milliseconds
     * @param peer median time of a run in ONNX Runtime, in milliseconds
     * @param ratio median of the ratios of neighbouring runs, ours to the peer's
     * @param spread half the distance between our quartiles, as a part of the median
     */
    record Row(String model, double difference, double ours, double peer, double ratio, double spread, int runs) {

        static Row of(String model, double difference, List<Long> ours, List<Long> peer) {
            return new Row(
                    model,
                    difference,
                    Peers.median(ours) / 1e6,
                    Peers.median(peer) / 1e6,
                    Peers.ratio(ours, peer),
                    Peers.spread(ours),
                    ours.size());
        }

        String toMarkdown() {
            return String.format(
                    Locale.ROOT,
                    "| %s | %.3f | %.3f | %.2f | ±%.0f%% | %d | %.1e |",
                    model,
                    ours,
                    peer,
                    ratio,
                    100 * spread,
                    runs,
                    difference);
        }
    }

    static String markdown(List<Row> rows, int threads) {
        var text = new StringBuilder();
        text.append("| model, ").append(threads).append(threads == 1 ? " thread" : " threads");
        text.append(" | Lanewise ms | ONNX Runtime ms | ratio | spread | runs | difference |\n");
        text.append("|---|---|---|---|---|---|---|\n");
        rows.forEach(row -> text.append(row.toMarkdown()).append('\n'));
        return text.toString();
    }

    static String csv(List<Row> rows) {
        var text = new StringBuilder("model,lanewise_ms,onnxruntime_ms,ratio,spread,runs,difference\n");
        for (Row r : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "%s,%.4f,%.4f,%.4f,%.4f,%d,%.3e%n",
                    r.model(),
                    r.ours(),
                    r.peer(),
                    r.ratio(),
                    r.spread(),
                    r.runs(),
                    r.difference()));
        }
        return text.toString();
    }

    /** A bar for each model's ratio, with a line where both take the same time. */
    static String svg(List<Row> rows) {
        int height = 22 * rows.size() + 30;
        double unit = 200;
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"820\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n",
                height));
        for (int i = 0; i < rows.size(); i++) {
            Row r = rows.get(i);
            int y = 20 + 22 * i;
            text.append(String.format(
                    Locale.ROOT,
                    "<text x=\"210\" y=\"%d\" text-anchor=\"end\">%s</text><rect x=\"220\" y=\"%d\" width=\"%.1f\""
                            + " height=\"14\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                    y + 11,
                    r.model(),
                    y,
                    Math.min(r.ratio(), 2.8) * unit,
                    r.ratio() <= 1 ? "#2a7" : "#c84",
                    224 + Math.min(r.ratio(), 2.8) * unit,
                    y + 11,
                    r.ratio()));
        }
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"10\" y2=\"%d\" stroke=\"#444\"/><text x=\"%.1f\" y=\"10\">ONNX"
                        + " Runtime = 1</text>%n</svg>%n",
                220 + unit,
                220 + unit,
                height,
                224 + unit));
        return text.toString();
    }
}
