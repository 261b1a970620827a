package dev.lanewise.op.ml;

/**
 * What turns the scores of a row into those that a classifier gives out. ONNX ML {@code post_transform}; the inverse of
 * the error function is Winitzki's approximation, as in the reference.
 */
public enum ScoreTransform {
    NONE,
    LOGISTIC,
    SOFTMAX,
    SOFTMAX_ZERO,
    PROBIT;

    private static final double WINITZKI = 0.147;
    private static final double NEARLY_ZERO = 1e-7;

    /** Transforms {@code count} scores in place. */
    void apply(double[] scores, int from, int count) {
        switch (this) {
            case NONE -> {}
            case LOGISTIC -> {
                for (int i = from; i < from + count; i++) {
                    scores[i] = logistic(scores[i]);
                }
            }
            case PROBIT -> {
                for (int i = from; i < from + count; i++) {
                    scores[i] = Math.sqrt(2) * inverseErf(2 * scores[i] - 1);
                }
            }
            case SOFTMAX -> softmax(scores, from, count, false);
            case SOFTMAX_ZERO -> softmax(scores, from, count, true);
        }
    }

    static double logistic(double x) {
        double y = 1 / (1 + Math.exp(-Math.abs(x)));
        return x < 0 ? 1 - y : y;
    }

    private static void softmax(double[] scores, int from, int count, boolean keepsZero) {
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            max = Math.max(max, scores[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            boolean zero = keepsZero && Math.abs(scores[i]) <= NEARLY_ZERO;
            scores[i] = zero ? scores[i] * Math.exp(-max) : Math.exp(scores[i] - max);
            sum += scores[i];
        }
        for (int i = from; i < from + count; i++) {
            scores[i] = sum == 0 ? 0.5 : scores[i] / sum;
        }
    }

    private static double inverseErf(double x) {
        double log = Math.log((1 - x) * (1 + x));
        if (log == Double.NEGATIVE_INFINITY) {
            return Math.copySign(Double.POSITIVE_INFINITY, x);
        }
        double v = 2 / (Math.PI * WINITZKI) + 0.5 * log;
        return Math.copySign(Math.sqrt(Math.sqrt(v * v - log / WINITZKI) - v), x);
    }
}
