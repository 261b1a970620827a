package dev.lanewise.quant;

import dev.lanewise.quant.Block.Bar;
import dev.lanewise.quant.Block.Bars;
import dev.lanewise.quant.Block.Heading;
import dev.lanewise.quant.Block.Matrix;
import dev.lanewise.quant.Block.Paragraph;
import dev.lanewise.quant.Block.Table;
import java.util.ArrayList;
import java.util.List;

/** A report for a terminal. */
final class TextReport {

    private static final int BAR = 40;

    private TextReport() {}

    static String write(String title, List<Block> blocks) {
        var out = new StringBuilder();
        line(out, title);
        out.append("=".repeat(title.length())).append('\n');
        for (Block block : blocks) {
            out.append('\n');
            switch (block) {
                case Heading(String text) -> {
                    line(out, text);
                    out.append("-".repeat(text.length())).append('\n');
                }
                case Paragraph(String text) -> line(out, text);
                case Table table -> {
                    line(out, table.caption());
                    table(out, table.header(), table.rows());
                }
                case Bars(String caption, var bars) -> {
                    line(out, caption);
                    bars(out, bars);
                }
                case Matrix(String caption, var labels, var counts) -> {
                    line(out, caption + ", a row for each actual class, a column for each predicted one");
                    table(out, header(labels), rows(labels, counts));
                }
            }
        }
        return out.toString();
    }

    static List<String> header(List<String> labels) {
        var header = new ArrayList<>(List.of(""));
        header.addAll(labels);
        return header;
    }

    static List<List<String>> rows(List<String> labels, List<List<Long>> counts) {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < counts.size(); i++) {
            var row = new ArrayList<>(List.of(labels.get(i)));
            counts.get(i).forEach(count -> row.add(Long.toString(count)));
            rows.add(row);
        }
        return rows;
    }

    private static void table(StringBuilder out, List<String> header, List<List<String>> rows) {
        var widths = new int[header.size()];
        for (int i = 0; i < widths.length; i++) {
            widths[i] = header.get(i).length();
            for (List<String> row : rows) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        row(out, header, widths);
        rows.forEach(row -> row(out, row, widths));
    }

    private static void row(StringBuilder out, List<String> cells, int[] widths) {
        var line = new StringBuilder(" ");
        for (int i = 0; i < widths.length; i++) {
            String blanks = " ".repeat(widths[i] - cells.get(i).length());
            line.append(' ').append(i == 0 ? cells.get(i) + blanks : " " + blanks + cells.get(i));
        }
        line(out, line.toString().stripTrailing());
    }

    private static void bars(StringBuilder out, List<Bar> bars) {
        int width = bars.stream().mapToInt(bar -> bar.name().length()).max().orElse(0);
        double longest = bars.stream().mapToDouble(Bar::length).max().orElse(0);
        for (Bar bar : bars) {
            int length = longest == 0 ? 0 : (int) Math.round(BAR * bar.length() / longest);
            line(
                    out,
                    "  " + bar.name() + " ".repeat(width - bar.name().length()) + "  " + "\u2588".repeat(length) + " "
                            + bar.value() + (bar.marked() ? "  <" : ""));
        }
    }

    private static void line(StringBuilder out, String text) {
        text.codePoints().map(c -> Markup.isAllowed(c) ? c : '\ufffd').forEach(out::appendCodePoint);
        out.append('\n');
    }
}
