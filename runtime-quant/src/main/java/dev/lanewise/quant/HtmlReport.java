package dev.lanewise.quant;

import static dev.lanewise.quant.Markup.escape;

import dev.lanewise.quant.Block.Bars;
import dev.lanewise.quant.Block.Heading;
import dev.lanewise.quant.Block.Matrix;
import dev.lanewise.quant.Block.Paragraph;
import dev.lanewise.quant.Block.Table;
import java.util.List;

/** A report as one page that needs no other file, well-formed as XML too. */
final class HtmlReport {

    private static final String STYLE = """
        :root { color-scheme: light dark; --page: #fcfcfb; --text: #1d1d1b; --quiet: #62625e; --line: #dcdcd7;
          --data: #2a6fc4; --marked: #c2541a; --on-data: #ffffff; }
        @media (prefers-color-scheme: dark) { :root { --page: #191918; --text: #ececea; --quiet: #a3a39d;
          --line: #3a3a37; --data: #6ba4ea; --marked: #ee8a52; --on-data: #101010; } }
        body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
        main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
        h1 { font-size: 1.6rem; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
        figure { margin: 1.5rem 0; overflow-x: auto; }
        figcaption, caption, summary { color: var(--quiet); text-align: left; padding: 0.3rem 0; }
        summary { cursor: pointer; }
        table { border-collapse: collapse; margin: 1rem 0; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.2rem 1rem 0.2rem 0; text-align: right; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; } th:first-child { text-align: left; font-weight: 400; overflow-wrap: anywhere; }
        svg { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: var(--text); }
        .bar, .heat { fill: var(--data); } .marked .bar { fill: var(--marked); } .marked text { font-weight: 600; }
        .cell { fill: none; stroke: var(--line); } .on-heat { fill: var(--on-data); }
        """;

    private HtmlReport() {}

    static String write(String title, List<Block> blocks) {
        var out = new StringBuilder("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>")
                .append(escape(title))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<main>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        for (Block block : blocks) {
            switch (block) {
                case Heading(String text) ->
                    out.append("<h2>").append(escape(text)).append("</h2>\n");
                case Paragraph(String text) ->
                    out.append("<p>").append(escape(text)).append("</p>\n");
                case Table(String caption, var header, var rows, boolean folded) ->
                    table(out, caption, header, rows, folded);
                case Bars bars -> figure(out, bars.caption(), Charts.bars(bars));
                case Matrix matrix -> {
                    figure(
                            out,
                            matrix.caption() + ": a row for each actual class, a column for each predicted one",
                            Charts.matrix(matrix));
                    table(
                            out,
                            "The matrix as a table",
                            TextReport.header(matrix.labels()),
                            TextReport.rows(matrix.labels(), matrix.counts()),
                            true);
                }
            }
        }
        return out.append("</main>\n</body>\n</html>\n").toString();
    }

    private static void figure(StringBuilder out, String caption, String svg) {
        out.append("<figure>\n<figcaption>")
                .append(escape(caption))
                .append("</figcaption>\n")
                .append(svg)
                .append("</figure>\n");
    }

    private static void table(
            StringBuilder out, String caption, List<String> header, List<List<String>> rows, boolean folded) {
        if (folded) {
            out.append("<details>\n<summary>").append(escape(caption)).append("</summary>\n<table>\n<thead>");
        } else {
            out.append("<table>\n<caption>").append(escape(caption)).append("</caption>\n<thead>");
        }
        row(out, header, "col", "th");
        out.append("</thead>\n<tbody>\n");
        rows.forEach(row -> row(out, row, "row", "td"));
        out.append("</tbody>\n</table>\n").append(folded ? "</details>\n" : "");
    }

    private static void row(StringBuilder out, List<String> cells, String scope, String others) {
        out.append("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            boolean head = i == 0 || others.equals("th");
            out.append(head ? "<th scope=\"" + scope + "\">" : "<td>")
                    .append(escape(cells.get(i)))
                    .append(head ? "</th>" : "</td>");
        }
        out.append("</tr>\n");
    }
}
