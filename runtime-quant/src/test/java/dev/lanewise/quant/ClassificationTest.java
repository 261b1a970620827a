package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.quant.Classification.Confusion;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClassificationTest {

    private static final double EXACT = 1e-12;

    /** Of 4 cats 3 are found; of 3 dogs 2, the other taken for a cat; of 2 fish 1, the other taken for a dog. */
    private static Classification pets() {
        var pets = new Classification(List.of("cat", "dog", "fish"));
        int[][] actualAndPredicted = {{0, 0}, {0, 0}, {0, 0}, {0, 2}, {1, 1}, {1, 1}, {1, 0}, {2, 2}, {2, 1}};
        for (int[] pair : actualAndPredicted) {
            var scores = new double[3];
            scores[pair[1]] = 1;
            pets.add(scores, 0, pair[0]);
        }
        return pets;
    }

    @Test
    void scoresAreThoseComputedByHand() {
        Classification pets = pets();
        assertEquals(9, pets.samples());
        assertEquals(6.0 / 9, pets.top1(), EXACT);
        assertEquals(1, pets.top5(), EXACT);
        assertEquals(new Classification.Scores(0.75, 0.75, 0.75), pets.scores(0));
        assertEquals(new Classification.Scores(2.0 / 3, 2.0 / 3, 2.0 / 3), pets.scores(1));
        assertEquals(new Classification.Scores(0.5, 0.5, 0.5), pets.scores(2));
        assertEquals((0.75 + 2.0 / 3 + 0.5) / 3, pets.macro().f1(), EXACT);
        assertEquals(new Classification.Scores(6.0 / 9, 6.0 / 9, 6.0 / 9), pets.micro());
    }

    @Test
    void theConfusionMatrixHasARowForEachActualClass() {
        Classification pets = pets();
        long[][] expected = {{3, 0, 1}, {1, 2, 0}, {0, 1, 1}};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(expected[i][j], pets.confusion(i, j));
            }
        }
        assertEquals(
                List.of(new Confusion(0, 2, 1), new Confusion(1, 0, 1), new Confusion(2, 1, 1)), pets.confusions());
    }

    @Test
    void precisionAndRecallDiffer() {
        var sick = new Classification(List.of("well", "sick"));
        for (int[] pair : new int[][] {{1, 1}, {1, 0}, {1, 0}, {1, 0}, {0, 0}}) {
            sick.add(new double[] {1 - pair[1], pair[1]}, 0, pair[0]);
        }
        assertEquals(new Classification.Scores(1, 0.25, 0.4), sick.scores(1));
        assertEquals(new Classification.Scores(0.25, 1, 0.4), sick.scores(0));
    }

    @Test
    void amongEqualScoresTheFirstCounts() {
        var of = new Classification(
                IntStream.range(0, 7).mapToObj(Integer::toString).toList());
        var level = new double[7];
        of.add(level, 0, 0);
        assertEquals(1, of.top1());
        of.add(level, 0, 4);
        of.add(level, 0, 5);
        assertEquals(1.0 / 3, of.top1(), EXACT);
        assertEquals(2.0 / 3, of.top5(), EXACT);
        assertEquals(1, of.confusion(5, 0));
    }

    @Test
    void classesThatNeverOccurDoNotCountInTheMean() {
        var of = new Classification(List.of("a", "b", "never"));
        of.add(new double[] {1, 0, 0}, 0, 0);
        of.add(new double[] {1, 0, 0}, 0, 1);
        assertEquals(new Classification.Scores(0, 0, 0), of.scores(2));
        assertEquals(new Classification.Scores(0.25, 0.5, (2.0 / 3) / 2), of.macro());
    }

    @Test
    void randomScoresAgreeWithCountingByDefinition() {
        var random = new SplittableRandom(4);
        int classes = 12;
        int samples = 500;
        var of = new Classification(
                IntStream.range(0, classes).mapToObj(Integer::toString).toList());
        var scores = new double[samples][];
        var labels = new int[samples];
        for (int s = 0; s < samples; s++) {
            scores[s] = random.doubles(classes + 3).toArray();
            labels[s] = random.nextInt(classes);
            scores[s][3 + labels[s]] += random.nextDouble();
            of.add(scores[s], 3, labels[s]);
        }
        int top1 = 0;
        int top5 = 0;
        for (int s = 0; s < samples; s++) {
            double[] row = scores[s];
            var order = IntStream.range(0, classes)
                    .boxed()
                    .sorted((a, b) -> Double.compare(row[3 + b], row[3 + a]))
                    .toList();
            top1 += order.getFirst() == labels[s] ? 1 : 0;
            top5 += order.subList(0, 5).contains(labels[s]) ? 1 : 0;
        }
        assertEquals((double) top1 / samples, of.top1(), EXACT);
        assertEquals((double) top5 / samples, of.top5(), EXACT);
        for (int c = 0; c < classes; c++) {
            long truePositive = of.confusion(c, c);
            long falsePositive = 0;
            long falseNegative = 0;
            for (int other = 0; other < classes; other++) {
                falsePositive += other == c ? 0 : of.confusion(other, c);
                falseNegative += other == c ? 0 : of.confusion(c, other);
            }
            double precision = (double) truePositive / (truePositive + falsePositive);
            double recall = (double) truePositive / (truePositive + falseNegative);
            assertEquals(precision, of.scores(c).precision(), EXACT);
            assertEquals(recall, of.scores(c).recall(), EXACT);
            assertEquals(
                    2 * precision * recall / (precision + recall), of.scores(c).f1(), EXACT);
        }
    }
}
