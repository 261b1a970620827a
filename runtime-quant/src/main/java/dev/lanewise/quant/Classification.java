package dev.lanewise.quant;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How well a classifier does on labelled samples. The class with the highest score is the predicted one, the first of
 * several equal ones. A quotient whose denominator is zero counts as 0.
 */
public final class Classification {

    /**
     * Of what was predicted to be of a class, the part that is ({@code precision}); of what is of the class, the part that
     * was predicted to be ({@code recall}); and their harmonic mean ({@code f1}). All from 0 to 1.
     */
    public record Scores(double precision, double recall, double f1) {

        private static Scores of(long hits, long predicted, long actual) {
            return new Scores(
                    quotient(hits, predicted), quotient(hits, actual), quotient(2 * hits, predicted + actual));
        }
    }

    /** How often samples of class {@code actual} were taken for class {@code predicted}. */
    public record Confusion(int actual, int predicted, long count) {}

    private record Cell(int actual, int predicted) {}

    private final List<String> labels;
    private final Map<Cell, Long> cells = new HashMap<>();
    private final long[] actual;
    private final long[] predicted;
    private final long[] hits;
    private long samples;
    private long top1;
    private long top5;

    Classification(List<String> labels) {
        this.labels = List.copyOf(labels);
        actual = new long[labels.size()];
        predicted = new long[labels.size()];
        hits = new long[labels.size()];
    }

    /** Counts one sample: {@code scores[from]} to {@code scores[from + classes - 1]} are those of the classes. */
    void add(double[] scores, int from, int label) {
        int best = 0;
        int rank = 0;
        double own = scores[from + label];
        for (int i = 0; i < actual.length; i++) {
            double score = scores[from + i];
            best = score > scores[from + best] ? i : best;
            rank += score > own || score == own && i < label ? 1 : 0;
        }
        samples++;
        top1 += rank < 1 ? 1 : 0;
        top5 += rank < 5 ? 1 : 0;
        actual[label]++;
        predicted[best]++;
        hits[label] += best == label ? 1 : 0;
        cells.merge(new Cell(label, best), 1L, Long::sum);
    }

    private static double quotient(long numerator, long denominator) {
        return denominator == 0 ? 0 : (double) numerator / denominator;
    }

    /** Names of the classes; their numbers where none were given. */
    public List<String> labels() {
        return labels;
    }

    /** Number of classes. */
    public int classes() {
        return labels.size();
    }

    /** Number of samples, counting each row of a batch. */
    public long samples() {
        return samples;
    }

    /** Number of samples of class {@code label}. */
    public long samples(int label) {
        return actual[label];
    }

    /** The part of the samples whose class has the highest score: the accuracy. */
    public double top1() {
        return quotient(top1, samples);
    }

    /** The part of the samples whose class is among those with the five highest scores. */
    public double top5() {
        return quotient(top5, samples);
    }

    /** An entry of the confusion matrix: the samples of one class that were taken for another, or for it. */
    public long confusion(int actualClass, int predictedClass) {
        return cells.getOrDefault(new Cell(actualClass, predictedClass), 0L);
    }

    /** What was taken for something else, the most frequent first. */
    public List<Confusion> confusions() {
        return cells.entrySet().stream()
                .filter(entry -> entry.getKey().actual != entry.getKey().predicted)
                .map(entry -> new Confusion(entry.getKey().actual, entry.getKey().predicted, entry.getValue()))
                .sorted(Comparator.comparingLong(Confusion::count)
                        .reversed()
                        .thenComparingInt(Confusion::actual)
                        .thenComparingInt(Confusion::predicted))
                .toList();
    }

    /** The scores of one class. */
    public Scores scores(int label) {
        return Scores.of(hits[label], predicted[label], actual[label]);
    }

    /** The plain means of the scores of those classes that were there or were predicted. */
    public Scores macro() {
        List<Scores> scores = IntStream.range(0, classes())
                .filter(label -> actual[label] + predicted[label] > 0)
                .mapToObj(this::scores)
                .toList();
        return new Scores(
                scores.stream().mapToDouble(Scores::precision).average().orElse(0),
                scores.stream().mapToDouble(Scores::recall).average().orElse(0),
                scores.stream().mapToDouble(Scores::f1).average().orElse(0));
    }

    /** The scores over all samples together; with one class a sample, all three are the accuracy. */
    public Scores micro() {
        return Scores.of(top1, samples, samples);
    }
}
