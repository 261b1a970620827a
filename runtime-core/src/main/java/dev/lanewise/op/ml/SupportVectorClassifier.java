package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Labels [rows] and FLOAT scores of rows, by one machine for each pair of classes, or by one linear function for each
 * class when no vectors are given by class. ONNX ML SVMClassifier.
 *
 * @param coefficients [classes − 1, vectors], or [classes, features] of linear functions, which {@code vectors} holds
 * @param rho offsets of the pairs
 * @param a slopes that make probabilities of the pairs' scores; none where no probabilities are wanted
 * @param b offsets that belong to them
 * @param labels INT64 or STRING
 * @param vectorsPerClass numbers of vectors; none for linear functions
 */
public record SupportVectorClassifier(
        SupportVectors vectors,
        float[] coefficients,
        float[] rho,
        float[] a,
        float[] b,
        Tensor labels,
        int[] vectorsPerClass,
        ScoreTransform transform)
        implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        long rows = Rows.count(in, 0);
        long found = in.shape(0).isRanked() ? in.shape(0).dim(-1) : -1;
        int classes = labels.size();
        int pairs = classes * (classes - 1) / 2;
        boolean fits = isLinear()
                ? vectors.count() == classes && rho.length >= 1
                : vectorsPerClass.length == classes
                        && java.util.Arrays.stream(vectorsPerClass).sum() == vectors.count()
                        && coefficients.length == vectors.count() * (classes - 1)
                        && rho.length >= pairs
                        && (a.length == 0 || a.length >= pairs && b.length >= pairs);
        if (!fits || found >= 0 && found != vectors.features()) {
            throw in.error("its attributes and an input of shape " + in.shape(0) + " do not go together: " + classes
                    + " classes, " + vectors.count() + " x " + vectors.features() + " vectors, "
                    + coefficients.length + " coefficients, " + rho.length + " offsets");
        }
        return List.of(TensorType.of(labels.type(), rows), TensorType.of(ElementType.FLOAT, rows, scores()));
    }

    private boolean isLinear() {
        return vectorsPerClass.length == 0;
    }

    private int scores() {
        int classes = labels.size();
        int own = isLinear() || a.length > 0 ? classes : classes * (classes - 1) / 2;
        return own == 1 && classes == 2 ? 2 : own;
    }

    @Override
    public Step bind(Binder on) {
        Rows rows = Rows.of(on.input(0));
        int width = scores();
        int length = rows.features();
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) on.threads() * length);
        return on.parallel(rows.count(), Elements.runs(vectors.vectors().length), (frame, worker, from, to) -> {
            double[] row = scratch.doubles(frame);
            int start = scratch.offset() + worker * length;
            for (int r = from; r < to; r++) {
                rows.read(frame, r, row, start);
                Result result = isLinear() ? linear(row, start) : pairwise(row, start);
                Operand picked = on.output(0);
                System.arraycopy(labels.array(), result.label, picked.array(frame), picked.offset() + r, 1);
                if (on.outputs() > 1) {
                    Operand y = on.output(1);
                    for (int i = 0; i < width; i++) {
                        y.floats(frame)[y.offset() + r * width + i] = (float) result.scores[i];
                    }
                }
            }
        });
    }

    private record Result(int label, double[] scores) {}

    private Result linear(double[] row, int start) {
        var scores = new double[labels.size()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = rho[0] + vectors.compare(row, start, i);
        }
        int best = greatest(scores);
        int label = labels.size() == 2 && isPositive(scores[best]) ? 1 : best;
        transform.apply(scores, 0, scores.length);
        return new Result(label, scores);
    }

    /** Whether the greater score of two linear functions makes the second class, as in ONNX Runtime. */
    private boolean isPositive(double score) {
        for (float coefficient : coefficients) {
            if (coefficient < 0) {
                return score > 0;
            }
        }
        return score >= 0.5;
    }

    private Result pairwise(double[] row, int start) {
        int classes = labels.size();
        var compared = new double[vectors.count()];
        for (int i = 0; i < compared.length; i++) {
            compared[i] = vectors.compare(row, start, i);
        }
        var scores = new double[classes * (classes - 1) / 2];
        var votes = new double[classes];
        int pair = 0;
        int firstOfI = 0;
        for (int i = 0; i < classes; i++) {
            int firstOfJ = firstOfI + vectorsPerClass[i];
            for (int j = i + 1; j < classes; j++) {
                double sum = rho[pair]
                        + weigh(j - 1, firstOfI, vectorsPerClass[i], compared)
                        + weigh(i, firstOfJ, vectorsPerClass[j], compared);
                scores[pair++] = sum;
                votes[sum > 0 ? i : j]++;
                firstOfJ += vectorsPerClass[j];
            }
            firstOfI += vectorsPerClass[i];
        }
        return finish(greatest(votes), scores);
    }

    private Result finish(int label, double[] pairs) {
        double[] scores = pairs;
        if (a.length > 0) {
            scores = PairwiseProbabilities.of(pairs, a, b, labels.size());
        } else if (pairs.length == 1) {
            return new Result(label, ofTwo(pairs[0]));
        }
        transform.apply(scores, 0, scores.length);
        return new Result(label, scores);
    }

    /** As in ONNX Runtime, the transforms that compare classes give way to 1 − s and s. */
    private double[] ofTwo(double score) {
        return switch (transform) {
            case NONE -> new double[] {-score, score};
            case LOGISTIC -> new double[] {ScoreTransform.logistic(-score), ScoreTransform.logistic(score)};
            case SOFTMAX, SOFTMAX_ZERO -> new double[] {1 - score, score};
            case PROBIT -> {
                var scores = new double[] {-score, score};
                transform.apply(scores, 0, 2);
                yield scores;
            }
        };
    }

    private double weigh(int row, int from, int count, double[] compared) {
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += coefficients[row * compared.length + i] * compared[i];
        }
        return sum;
    }

    private static int greatest(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }
}
