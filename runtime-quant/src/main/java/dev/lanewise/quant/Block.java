package dev.lanewise.quant;

import java.util.List;

/** A part of a report, whatever it is written as. */
sealed interface Block {

    record Heading(String text) implements Block {}

    record Paragraph(String text) implements Block {}

    /**
     * Rows of cells; the first column is text, the others are numbers.
     *
     * @param folded whether a page shows it only when asked to
     */
    record Table(String caption, List<String> header, List<List<String>> rows, boolean folded) implements Block {}

    /** Horizontal bars from 0, on one scale. */
    record Bars(String caption, List<Bar> bars) implements Block {}

    /**
     * A bar.
     *
     * @param length 0 or more
     * @param value what to write beside it
     * @param marked whether it stands out
     */
    record Bar(String name, double length, String value, boolean marked) {}

    /** A confusion matrix: a row for each actual class, a column for each predicted one. */
    record Matrix(String caption, List<String> labels, List<List<Long>> counts) implements Block {}
}
