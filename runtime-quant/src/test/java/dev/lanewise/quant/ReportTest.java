package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.quant.Comparison.Layer;
import dev.lanewise.quant.Comparison.Output;
import dev.lanewise.quant.Comparison.Speed;
import dev.lanewise.quant.Comparison.Unmatched;
import dev.lanewise.tensor.InvalidInputException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

class ReportTest {

    /** Markup, quotes, an escape sequence of terminals, half of a surrogate pair, and what XML has no character for. */
    private static final String HOSTILE = "<script>alert(\"1\")</script> & 'x' | ]]> \u001b[31m \ud800 \uffff";

    private static Classification classification(int classes) {
        var of = new Classification(IntStream.range(0, classes)
                .mapToObj(i -> i == 0 ? HOSTILE : "class" + i)
                .toList());
        for (int i = 0; i < 3 * classes; i++) {
            var scores = new double[classes];
            scores[i % 4 == 3 ? 0 : i % classes] = 1;
            of.add(scores, 0, i % classes);
        }
        return of;
    }

    private static Comparison comparison(int layers) {
        var all = new ArrayList<Layer>();
        for (int i = 0; i < layers; i++) {
            var difference = new Difference(0.999, i == 0 ? Double.POSITIVE_INFINITY : 60.0 - i % 60, 0.25);
            all.add(new Layer(HOSTILE + i, "MatMul", difference, 70.0 - i % 60));
        }
        return new Comparison(
                200,
                List.of(new Output(HOSTILE, new Difference(0.998, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))),
                all,
                List.of(new Unmatched(HOSTILE, "its shape was [1] and is [2]")),
                new Weights(90_000_000, 0.001),
                new Weights(23_000_000, 0.5),
                Optional.of(new Speed(12.5, 6.25, 0.5, 20)));
    }

    private static Report report(int classes, int layers) {
        return Report.titled(HOSTILE)
                .note(HOSTILE)
                .classification(HOSTILE, classification(classes))
                .comparison(HOSTILE, comparison(layers));
    }

    private static Document parse(String html) throws Exception {
        var source = new InputSource(new StringReader(html));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(source);
    }

    @Test
    void thePageIsWellFormedAndNeedsNothingElse() throws Exception {
        String html = report(10, 5).html();
        Document page = parse(html);
        assertEquals("html", page.getDocumentElement().getTagName());
        assertEquals(0, page.getElementsByTagName("script").getLength());
        assertEquals(4, page.getElementsByTagName("svg").getLength());
        assertFalse(html.contains("src="));
        assertFalse(html.contains("href="));
        assertFalse(html.contains("\u001b"));
        assertTrue(html.contains("prefers-color-scheme: dark"));
        for (String attribute : List.of("aria-label", "role")) {
            for (int i = 0; i < 4; i++) {
                assertTrue(((Element) page.getElementsByTagName("svg").item(i)).hasAttribute(attribute));
            }
        }
        String expected = "<script>alert(\"1\")</script> & 'x' | ]]> \ufffd[31m \ufffd \ufffd";
        assertEquals(expected, page.getElementsByTagName("h1").item(0).getTextContent());
    }

    @Test
    void theHeatMapHasAFieldForEachPair() throws Exception {
        Document page = parse(report(10, 5).html());
        var rects = page.getElementsByTagName("rect");
        long fields = IntStream.range(0, rects.getLength())
                .filter(i -> ((Element) rects.item(i)).getAttribute("class").equals("heat"))
                .count();
        assertEquals(100, fields);
        long bars = IntStream.range(0, rects.getLength())
                .filter(i -> ((Element) rects.item(i)).getAttribute("class").equals("bar"))
                .count();
        assertEquals(2 + 2 + 5, bars);
    }

    @Test
    void manyClassesAndLayersAreCutToTheWorst() throws Exception {
        Document page = parse(report(500, 300).html());
        assertEquals(3, page.getElementsByTagName("svg").getLength());
        assertTrue(report(500, 300).text().contains("the 60 of 300 layers that hurt most"));
    }

    @Test
    void theTextHasTheFigures() {
        String text = report(10, 5).text();
        for (String figure : List.of(
                "90,000,000",
                "23,000,000",
                "0.256",
                "50.00 %",
                "12.500 ms",
                "6.250 ms",
                "0.500",
                "0.998000",
                "\u221e")) {
            assertTrue(text.contains(figure), figure + " in\n" + text);
        }
        assertTrue(text.contains("hurts most"));
        assertTrue(text.codePoints().noneMatch(c -> c != '\n' && Character.isISOControl(c)));
    }

    @Test
    void markdownEscapesWhatWouldBeMarkup() {
        String markdown = Report.titled("a|b")
                .note("*x* <b>\n# y")
                .comparison("c", comparison(2))
                .markdown();
        assertTrue(markdown.startsWith("# a\\|b\n\n\\*x\\* \\<b\\> \\# y\n"), markdown);
        for (String line : markdown.lines().toList()) {
            String unescaped = line.replace("\\|", "");
            assertTrue(!unescaped.contains("|") || unescaped.startsWith("|") && unescaped.endsWith("|"), line);
        }
    }

    @Test
    void theFileNameTellsTheFormat(@TempDir Path folder) throws Exception {
        Report report = report(3, 2);
        report.write(folder.resolve("a.html"));
        report.write(folder.resolve("a.md"));
        report.write(folder.resolve("a.txt"));
        parse(Files.readString(folder.resolve("a.html")));
        assertEquals(report.markdown(), Files.readString(folder.resolve("a.md")));
        assertThrows(InvalidInputException.class, () -> report.write(folder.resolve("a.pdf")));
    }

    @Test
    void emptyReportsAreReportsToo() throws Exception {
        parse(Report.titled("").html());
        assertEquals("# \n", Report.titled("").markdown());
    }
}
