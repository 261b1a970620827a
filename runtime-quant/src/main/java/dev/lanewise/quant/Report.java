package dev.lanewise.quant;

import dev.lanewise.tensor.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an evaluation found, as plain text, as Markdown, and as a page of HTML with charts that needs no other file. The
 * page is also well-formed XML. Immutable; the methods that add give a new report.
 */
public final class Report {

    private final String title;
    private final List<Block> blocks;

    private Report(String title, List<Block> blocks) {
        this.title = title;
        this.blocks = blocks;
    }

    /** An empty report. */
    public static Report titled(String title) {
        return new Report(title, List.of());
    }

    /** Adds a paragraph. */
    public Report note(String text) {
        return with(List.of(new Block.Paragraph(text)));
    }

    /** Adds how well a classifier does: scores by class, and the confusion matrix. */
    public Report classification(String heading, Classification classification) {
        return with(ClassificationSection.of(heading, classification));
    }

    /** Adds what a change of a model costs and gains: outputs, layers, size and speed. */
    public Report comparison(String heading, Comparison comparison) {
        return with(ComparisonSection.of(heading, comparison));
    }

    private Report with(List<? extends Block> more) {
        var all = new ArrayList<>(blocks);
        all.addAll(more);
        return new Report(title, List.copyOf(all));
    }

    /** The report for a terminal; control characters in names are replaced. */
    public String text() {
        return TextReport.write(title, blocks);
    }

    /** The report in GitHub's Markdown. */
    public String markdown() {
        return MarkdownReport.write(title, blocks);
    }

    /** The report as a page that follows the reader's dark or light scheme. */
    public String html() {
        return HtmlReport.write(title, blocks);
    }

    /**
     * Writes the report as the end of the file's name says: {@code .html}, {@code .md} or {@code .txt}.
     *
     * @throws UncheckedIOException when the file cannot be written
     */
    public void write(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String content;
        if (name.endsWith(".html")) {
            content = html();
        } else if (name.endsWith(".md")) {
            content = markdown();
        } else if (name.endsWith(".txt")) {
            content = text();
        } else {
            throw new InvalidInputException("a report is written to a .html, .md or .txt file, not to " + file);
        }
        try {
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report to " + file + ": " + e, e);
        }
    }
}
