package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.op.Numbers;
import dev.lanewise.quant.Comparison.Speed;
import dev.lanewise.quant.Comparison.Unmatched;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures how good a classifier is, and what a change of a model costs and gains. Immutable; the methods that set an
 * option give a new evaluation.
 *
 * <p>Samples are iterated over once and need not be in memory. Where how many there are is not known beforehand (they are
 * no collection), {@link Progress} hears of each step with the fraction and the time remaining being 0.
 *
 * @see Report
 */
public final class Evaluation {

    private static final Evaluation DEFAULTS = new Evaluation(1, 20, Progress.NONE, null, List.of());

    private final int threads;
    private final int runs;
    private final Progress progress;
    private final @Nullable String output;
    private final List<String> labels;

    private Evaluation(int threads, int runs, Progress progress, @Nullable String output, List<String> labels) {
        this.threads = threads;
        this.runs = runs;
        this.progress = progress;
        this.output = output;
        this.labels = labels;
    }

    /** One thread, 20 timed runs, nobody to hear of the progress, scores in the model's first output. */
    public static Evaluation defaults() {
        return DEFAULTS;
    }

    /** Threads of a model's session; at least 1. */
    public Evaluation threads(int newThreads) {
        return new Evaluation(newThreads, runs, progress, output, labels);
    }

    /** How often each model is timed in {@link #compare}, after as many runs to warm up; 0 leaves the times out. */
    public Evaluation runs(int newRuns) {
        if (newRuns < 0) {
            throw new InvalidInputException(newRuns + " timed runs, expected 0 or more");
        }
        return new Evaluation(threads, newRuns, progress, output, labels);
    }

    /** Who hears of the progress. */
    public Evaluation progress(Progress newProgress) {
        return new Evaluation(threads, runs, newProgress, output, labels);
    }

    /** Name of the output that has the scores of a classifier. */
    public Evaluation output(String newOutput) {
        return new Evaluation(threads, runs, progress, newOutput, labels);
    }

    /** Names of the classes, in the order of their numbers. */
    public Evaluation labels(List<String> newLabels) {
        return new Evaluation(threads, runs, progress, output, List.copyOf(newLabels));
    }

    /**
     * Counts how often a classifier is right. The output's last dimension is that of the classes; scores may be of any
     * element type and need not be probabilities.
     *
     * @throws InvalidInputException when there is no sample, a score is not a number, a label is no class of the model, or a
     *     sample has not as many labels as the output has rows
     */
    public Classification classify(Model model, Iterable<LabelledSample> samples) {
        Classification result = null;
        int number = 0;
        Progress.Count count = count(samples, 0);
        try (Session session = session(model)) {
            for (LabelledSample sample : samples) {
                number++;
                var outputs = session.run(sample.inputs());
                Tensor scores = output == null ? outputs.tensor(0) : outputs.tensor(output);
                int classes = classes(scores);
                if (result == null) {
                    result = new Classification(names(classes));
                }
                add(result, sample, scores, classes, number);
                count.step("sample " + number);
            }
        }
        if (result == null) {
            throw new InvalidInputException("there are no samples, expected at least one");
        }
        return result;
    }

    private static int classes(Tensor scores) {
        if (!scores.type().isFloating() && !scores.type().isInteger()) {
            throw new InvalidInputException("the scores are " + scores.type() + ", expected numbers");
        }
        int classes = scores.rank() == 0 ? 1 : (int) scores.dim(scores.rank() - 1);
        if (classes < 2) {
            throw new InvalidInputException(
                    "the scores have shape " + Arrays.toString(scores.shape()) + ", expected at least 2 classes");
        }
        return classes;
    }

    private List<String> names(int classes) {
        if (!labels.isEmpty() && labels.size() != classes) {
            throw new InvalidInputException(
                    "names for " + labels.size() + " classes, but the model has scores for " + classes);
        }
        return labels.isEmpty()
                ? IntStream.range(0, classes).mapToObj(Integer::toString).toList()
                : labels;
    }

    private static void add(Classification result, LabelledSample sample, Tensor scores, int classes, int number) {
        if (classes != result.classes()
                || scores.size() != (long) sample.labels().size() * classes) {
            throw new InvalidInputException(
                    "sample " + number + " has " + sample.labels().size()
                            + " labels and gives scores of shape " + Arrays.toString(scores.shape()) + ", expected ["
                            + sample.labels().size() + ", " + result.classes() + "]");
        }
        double[] values = Numbers.of(scores);
        if (Arrays.stream(values).anyMatch(Double::isNaN)) {
            throw new InvalidInputException("a score of sample " + number + " is not a number");
        }
        for (int row = 0; row < sample.labels().size(); row++) {
            int label = sample.labels().get(row);
            if (label < 0 || label >= classes) {
                throw new InvalidInputException(
                        "sample " + number + " has the label " + label + ", expected 0 to " + (classes - 1));
            }
            result.add(values, row * classes, label);
        }
    }

    /**
     * Compares a model that was quantized or pruned, say, with the original: its outputs, what each layer adds to the
     * error, the size of the weights, and the speed. Inner edges are matched by their names.
     *
     * @param samples inputs by name, which both models must accept
     * @throws InvalidInputException when there is no sample
     */
    public Comparison compare(Model original, Model changed, Iterable<? extends Map<String, ? extends Value>> samples) {
        Map<String, ? extends Value> first = null;
        int number = 0;
        Progress.Count count = count(samples, 2 * runs);
        var outputs = new OutputComparison(original, changed);
        try (var layers = new LayerComparison(original.definition(), changed.definition(), threads);
                Session before = session(original);
                Session after = session(changed)) {
            for (Map<String, ? extends Value> sample : samples) {
                number++;
                first = first == null ? sample : first;
                outputs.add(before.run(sample), after.run(sample));
                layers.add(sample);
                count.step("sample " + number);
            }
            if (first == null) {
                throw new InvalidInputException("there are no samples, expected at least one");
            }
            Optional<Speed> speed = runs == 0 ? Optional.empty() : Optional.of(time(before, after, first, count));
            var unmatched = new ArrayList<Unmatched>(outputs.unmatched());
            unmatched.addAll(layers.unmatched());
            return new Comparison(
                    number,
                    outputs.outputs(),
                    layers.layers(),
                    unmatched,
                    Weights.of(original),
                    Weights.of(changed),
                    speed);
        }
    }

    private Speed time(Session before, Session after, Map<String, ? extends Value> sample, Progress.Count count) {
        var left = new double[runs];
        var right = new double[runs];
        var ratios = new double[runs];
        for (int i = -runs; i < runs; i++) {
            double x = time(before, sample);
            double y = time(after, sample);
            count.step(i < 0 ? "warming up" : "timing");
            if (i >= 0) {
                left[i] = x;
                right[i] = y;
                ratios[i] = y / x;
            }
        }
        return new Speed(median(left), median(right), median(ratios), runs);
    }

    private static double time(Session session, Map<String, ? extends Value> sample) {
        long start = System.nanoTime();
        session.run(sample);
        return Math.max(1, System.nanoTime() - start) / 1e6;
    }

    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private Session session(Model model) {
        return model.newSession(SessionOptions.defaults().threads(threads));
    }

    private Progress.Count count(Iterable<?> samples, int more) {
        long size = samples.spliterator().getExactSizeIfKnown();
        Progress listener = size < 0 ? (_, step, _) -> progress.update(0, step, Duration.ZERO) : progress;
        return listener.count(size < 0 ? Integer.MAX_VALUE : Math.toIntExact(size + more));
    }
}
