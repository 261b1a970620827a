package dev.lanewise.quant;

import static dev.lanewise.quant.Markup.escape;
import static dev.lanewise.quant.Markup.shorten;

import dev.lanewise.quant.Block.Bar;
import dev.lanewise.quant.Block.Bars;
import dev.lanewise.quant.Block.Matrix;
import java.util.List;
import java.util.Locale;

/** Charts as SVG, in the colours of {@link HtmlReport}'s style sheet. What is short of room is in the tooltips. */
final class Charts {

    private static final int WIDTH = 860;
    private static final int NAMES = 330;
    private static final int VALUES = 110;
    private static final int ROW = 22;
    private static final int NAME_LENGTH = 40;
    private static final int LABEL_LENGTH = 16;

    private Charts() {}

    static String bars(Bars chart) {
        int room = WIDTH - NAMES - VALUES;
        double longest = chart.bars().stream().mapToDouble(Bar::length).max().orElse(0);
        var out = new StringBuilder();
        open(out, WIDTH, ROW * chart.bars().size(), chart.caption());
        int y = 0;
        for (Bar bar : chart.bars()) {
            double length = longest == 0 ? 0 : room * bar.length() / longest;
            out.append(format(
                    """
                    <g%s><title>%s: %s</title>
                    <text x="%d" y="%d" text-anchor="end">%s</text>
                    <rect class="bar" x="%d" y="%d" width="%.1f" height="%d" rx="2"/>
                    <text x="%.1f" y="%d">%s</text></g>
                    """,
                    bar.marked() ? " class=\"marked\"" : "",
                    escape(bar.name()),
                    escape(bar.value()),
                    NAMES - 8,
                    y + 15,
                    escape(shorten(bar.name(), NAME_LENGTH)),
                    NAMES,
                    y + 3,
                    Math.max(1, length),
                    ROW - 6,
                    NAMES + Math.max(1, length) + 6,
                    y + 15,
                    escape(bar.value())));
            y += ROW;
        }
        return out.append("</svg>\n").toString();
    }

    /** A heat map: the darker a field, the larger its part of the row. */
    static String matrix(Matrix chart) {
        int classes = chart.labels().size();
        int longest = chart.labels().stream().mapToInt(String::length).max().orElse(0);
        int left = 16 + 8 * Math.min(longest, LABEL_LENGTH);
        int cell = Math.clamp((WIDTH - left) / Math.max(1, classes), 14, 40);
        var out = new StringBuilder();
        open(out, left + cell * classes + 10, left + cell * classes + 4, chart.caption());
        for (int i = 0; i < classes; i++) {
            String label = escape(shorten(chart.labels().get(i), LABEL_LENGTH));
            int middle = cell * i + cell / 2 + 4;
            out.append(
                    format("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>%n", left - 8, left + middle, label));
            out.append(format(
                    "<text transform=\"translate(%d %d) rotate(-60)\">%s</text>%n", left + middle, left - 8, label));
        }
        for (int i = 0; i < classes; i++) {
            row(out, chart, i, left, cell);
        }
        return out.append("</svg>\n").toString();
    }

    private static void row(StringBuilder out, Matrix chart, int actual, int left, int cell) {
        int y = left + cell * actual;
        List<Long> counts = chart.counts().get(actual);
        long all = counts.stream().mapToLong(Long::longValue).sum();
        for (int i = 0; i < counts.size(); i++) {
            long count = counts.get(i);
            double part = all == 0 ? 0 : (double) count / all;
            int x = left + cell * i;
            out.append(format(
                    "<g><title>%s taken for %s: %s</title><rect class=\"cell\" x=\"%d\" y=\"%d\" width=\"%d\""
                            + " height=\"%d\"/><rect class=\"heat\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\""
                            + " fill-opacity=\"%.3f\"/>",
                    escape(chart.labels().get(actual)),
                    escape(chart.labels().get(i)),
                    Figures.count(count),
                    x,
                    y,
                    cell - 1,
                    cell - 1,
                    x,
                    y,
                    cell - 1,
                    cell - 1,
                    count == 0 ? 0 : 0.08 + 0.92 * part));
            if (count > 0 && cell >= 24) {
                out.append(format(
                        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\" font-size=\"%d\">%d</text>",
                        part > 0.5 ? "on-heat" : "off-heat",
                        x + cell / 2,
                        y + cell / 2 + 4,
                        Math.min(
                                12,
                                cell * 3 / 2 / Math.max(1, Long.toString(count).length())),
                        count));
            }
            out.append("</g>\n");
        }
    }

    private static void open(StringBuilder out, int width, int height, String caption) {
        out.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\""
                        + " aria-label=\"%s\">%n",
                width, height, width, escape(caption)));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
