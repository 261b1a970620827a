package dev.lanewise.benchmarks;

import java.util.List;
import java.util.Locale;

/** Bars for the ratios of {@link Measurement}s, with a line where both take the same time. */
final class PeersChart {

    private static final int ROW = 22;
    private static final int LEFT = 340;
    private static final double UNIT = 200;
    private static final double LONGEST = 2.4;

    private PeersChart() {}

    /** The chart as SVG. */
    static String svg(List<Measurement> of) {
        int height = ROW * of.size() + 30;
        var text = new StringBuilder();
        text.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n",
                LEFT + LONGEST * UNIT + 60,
                height));
        for (int i = 0; i < of.size(); i++) {
            text.append(bar(of.get(i), 20 + ROW * i));
        }
        text.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"12\" y2=\"%d\" stroke=\"#444\"/><text x=\"%.1f\" y=\"10\""
                        + " text-anchor=\"middle\">peer = 1</text>%n</svg>%n",
                LEFT + UNIT,
                LEFT + UNIT,
                height,
                LEFT + UNIT));
        return text.toString();
    }

    private static String bar(Measurement m, int y) {
        double length = Math.min(m.ratio(), LONGEST) * UNIT;
        return String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s%s</text><rect x=\"%d\" y=\"%d\" width=\"%.1f\""
                        + " height=\"14\" fill=\"%s\"/><text x=\"%.1f\" y=\"%d\">%.2f</text>%n",
                LEFT - 10,
                y + 11,
                m.model(),
                m.threads() == 1 ? "" : ", " + m.threads() + " threads",
                LEFT,
                y,
                length,
                m.ratio() <= 1 ? "#2a7" : "#c84",
                LEFT + 4 + length,
                y + 11,
                m.ratio());
    }
}
