package dev.lanewise.quant;

import dev.lanewise.quant.Block.Bars;
import dev.lanewise.quant.Block.Heading;
import dev.lanewise.quant.Block.Matrix;
import dev.lanewise.quant.Block.Paragraph;
import dev.lanewise.quant.Block.Table;
import java.util.List;
import java.util.stream.Collectors;

/** A report in GitHub's Markdown. It has no charts: tables hold the same numbers. */
final class MarkdownReport {

    private static final String SPECIAL = "\\`*_{}[]<>#|~&$";

    private MarkdownReport() {}

    static String write(String title, List<Block> blocks) {
        var out = new StringBuilder("# ").append(escape(title)).append('\n');
        for (Block block : blocks) {
            switch (block) {
                case Heading(String text) ->
                    out.append("\n## ").append(escape(text)).append('\n');
                case Paragraph(String text) ->
                    out.append('\n').append(escape(text)).append('\n');
                case Table table -> table(out, table.caption(), table.header(), table.rows());
                case Matrix(String caption, var labels, var counts) ->
                    table(
                            out,
                            caption + ", a row for each actual class, a column for each predicted one",
                            TextReport.header(labels),
                            TextReport.rows(labels, counts));
                case Bars _ -> {}
            }
        }
        return out.toString();
    }

    private static void table(StringBuilder out, String caption, List<String> header, List<List<String>> rows) {
        out.append('\n').append(escape(caption)).append("\n\n");
        out.append(row(header));
        out.append("|---|").append("--:|".repeat(header.size() - 1)).append('\n');
        rows.forEach(row -> out.append(row(row)));
    }

    private static String row(List<String> cells) {
        return cells.stream().map(MarkdownReport::escape).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** The text as it is: what would be markup escaped, what would end the line replaced by a blank. */
    private static String escape(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (SPECIAL.indexOf(c) >= 0 || out.isEmpty() && (c == '-' || c == '+')) {
                out.append('\\');
            }
            out.appendCodePoint(Markup.isAllowed(c) && c != '\u2028' && c != '\u2029' ? c : ' ');
        });
        return out.toString();
    }
}
