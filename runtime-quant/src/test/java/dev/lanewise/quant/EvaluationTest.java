package dev.lanewise.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.Model;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.LanewiseException;
import dev.lanewise.tensor.RunCancelledException;
import dev.lanewise.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final Model SCORES = SmallModels.identity(ElementType.FLOAT);

    private static LabelledSample sample(int label, float... scores) {
        return new LabelledSample(Map.of("x", Tensor.of(scores, 1, scores.length)), label);
    }

    private static Classification classify(LabelledSample... samples) {
        return Evaluation.defaults().classify(SCORES, List.of(samples));
    }

    @Test
    void countsOverSingleSamplesAndBatches() {
        var batch = new LabelledSample(Map.of("x", Tensor.of(new float[] {5, 1, 2, 3, 4, 9}, 2, 3)), List.of(0, 1));
        Classification of = classify(sample(2, 1, 2, 3), batch);
        assertEquals(3, of.samples());
        assertEquals(2.0 / 3, of.top1(), 1e-12);
        assertEquals(1, of.confusion(1, 2));
        assertEquals(List.of("0", "1", "2"), of.labels());
    }

    @Test
    void scoresMayBeIntegers() {
        Model model = SmallModels.identity(ElementType.UINT8);
        var scores = Tensor.wrap(ElementType.UINT8, new byte[] {100, (byte) 200}, 2);
        var samples = List.of(new LabelledSample(Map.of("x", scores), 1));
        assertEquals(
                1,
                Evaluation.defaults().output("scores").classify(model, samples).top1());
    }

    @Test
    void labelsNameTheClasses() {
        var evaluation = Evaluation.defaults().labels(List.of("cat", "dog"));
        assertEquals(
                List.of("cat", "dog"),
                evaluation.classify(SCORES, List.of(sample(1, 0, 1))).labels());
        complains("names for 2 classes", () -> evaluation.classify(SCORES, List.of(sample(1, 0, 1, 2))));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        complains("no samples", () -> classify());
        complains("score of sample 2 is not a number", () -> classify(sample(0, 1, 2), sample(0, 1, Float.NaN)));
        complains("label 2, expected 0 to 1", () -> classify(sample(2, 1, 2)));
        complains("label -1, expected 0 to 1", () -> classify(sample(-1, 1, 2)));
        complains("at least 2 classes", () -> classify(sample(0, 1)));
        complains("shape [1, 3], expected [1, 2]", () -> classify(sample(0, 1, 2), sample(0, 1, 2, 3)));
        complains(
                "no output is called 'y'",
                () -> Evaluation.defaults().output("y").classify(SCORES, List.of(sample(0, 1, 2))));
        complains("no value for input 'x'", () -> classify(new LabelledSample(Map.of(), 0)));
        complains(
                "expected numbers",
                () -> Evaluation.defaults()
                        .classify(
                                SmallModels.identity(ElementType.STRING),
                                List.of(new LabelledSample(Map.of("x", Tensor.of(new String[] {"a", "b"}, 2)), 0))));
        complains("no samples", () -> Evaluation.defaults().compare(SCORES, SCORES, List.of()));
        complains("-1 timed runs", () -> Evaluation.defaults().runs(-1));
    }

    private static void complains(String message, Runnable of) {
        LanewiseException e = assertThrows(InvalidInputException.class, of::run);
        assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
    }

    @Test
    void progressRisesToOneAndCanStop() {
        var fractions = new ArrayList<Double>();
        Progress listener = (fraction, _, _) -> fractions.add(fraction);
        var samples = List.of(sample(0, 1, 2), sample(0, 1, 2), sample(0, 1, 2), sample(0, 1, 2));
        Evaluation.defaults().progress(listener).classify(SCORES, samples);
        assertEquals(List.of(0.25, 0.5, 0.75, 1.0), fractions);

        fractions.clear();
        var inputs = samples.stream().map(LabelledSample::inputs).toList();
        Evaluation.defaults().progress(listener).runs(3).compare(SCORES, SCORES, inputs);
        assertEquals(10, fractions.size());
        assertEquals(1.0, fractions.getLast());

        Progress impatient = (fraction, _, _) -> fraction < 0.5;
        assertThrows(
                RunCancelledException.class,
                () -> Evaluation.defaults().progress(impatient).classify(SCORES, samples));
    }

    @Test
    void samplesNeedNotBeCounted() {
        var times = new ArrayList<Duration>();
        var samples = List.of(sample(0, 1, 2), sample(1, 1, 2));
        Iterable<LabelledSample> uncounted = samples::iterator;
        Classification of = Evaluation.defaults()
                .progress((fraction, _, remaining) -> fraction == 0 && times.add(remaining))
                .classify(SCORES, uncounted);
        assertEquals(2, of.samples());
        assertEquals(List.of(Duration.ZERO, Duration.ZERO), times);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetween() {
        assertEquals(2, Evaluation.median(new double[] {3, 1, 2}));
        assertEquals(2.5, Evaluation.median(new double[] {4, 1, 3, 2}));
    }
}
