package dev.lanewise.quant;

import dev.lanewise.quant.Block.Heading;
import dev.lanewise.quant.Block.Matrix;
import dev.lanewise.quant.Block.Table;
import dev.lanewise.quant.Classification.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The part of a report on one classifier. */
final class ClassificationSection {

    /** A larger matrix is given as the list of its largest entries. */
    private static final int MOST_CLASSES = 40;

    private static final int MOST_CONFUSIONS = 40;

    private ClassificationSection() {}

    static List<Block> of(String heading, Classification classification) {
        return List.of(
                new Heading(heading), summary(classification), classes(classification), confusions(classification));
    }

    private static Table summary(Classification of) {
        return new Table(
                "Over " + Figures.count(of.samples()) + " samples",
                List.of("", "value"),
                List.of(
                        List.of("top-1 accuracy", Figures.percent(of.top1())),
                        List.of("top-5 accuracy", Figures.percent(of.top5())),
                        List.of("F1, macro", Figures.percent(of.macro().f1())),
                        List.of("F1, micro", Figures.percent(of.micro().f1()))),
                false);
    }

    private static Table classes(Classification of) {
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < of.classes(); i++) {
            if (of.samples(i) > 0 || of.scores(i).f1() > 0) {
                rows.add(row(of.labels().get(i), of.scores(i), of.samples(i)));
            }
        }
        rows.add(row("macro", of.macro(), of.samples()));
        rows.add(row("micro", of.micro(), of.samples()));
        return new Table("By class", List.of("class", "precision", "recall", "F1", "samples"), rows, rows.size() > 30);
    }

    private static List<String> row(String name, Scores scores, long samples) {
        return List.of(
                name,
                Figures.percent(scores.precision()),
                Figures.percent(scores.recall()),
                Figures.percent(scores.f1()),
                Figures.count(samples));
    }

    private static Block confusions(Classification of) {
        if (of.classes() <= MOST_CLASSES) {
            List<List<Long>> counts = IntStream.range(0, of.classes())
                    .mapToObj(actual -> IntStream.range(0, of.classes())
                            .mapToObj(predicted -> of.confusion(actual, predicted))
                            .toList())
                    .toList();
            return new Matrix("Confusion matrix", of.labels(), counts);
        }
        List<List<String>> rows = of.confusions().stream()
                .limit(MOST_CONFUSIONS)
                .map(c -> List.of(
                        of.labels().get(c.actual()) + " taken for "
                                + of.labels().get(c.predicted()),
                        Figures.count(c.count())))
                .toList();
        return new Table("Most frequent confusions", List.of("classes", "samples"), rows, false);
    }
}
