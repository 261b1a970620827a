package dev.lanewise.op.ml;

/**
 * Probabilities of classes from those of pairs. T.-F. Wu, C.-J. Lin, R. C. Weng, "Probability estimates for multi-class
 * classification by pairwise coupling", JMLR 5 (2004), algorithm 2.
 */
final class PairwiseProbabilities {

    private static final double SMALLEST = 1e-7;

    private PairwiseProbabilities() {}

    /**
     * @param scores of the pairs (0, 1), (0, 2), … (1, 2), …
     * @param a slopes of the pairs' sigmoids
     * @param b their offsets
     */
    static double[] of(double[] scores, float[] a, float[] b, int classes) {
        var pairs = new double[classes][classes];
        int pair = 0;
        for (int i = 0; i < classes; i++) {
            for (int j = i + 1; j < classes; j++) {
                double p = 1 - ScoreTransform.logistic(scores[pair] * a[pair] + b[pair]);
                pairs[i][j] = Math.clamp(p, SMALLEST, 1 - SMALLEST);
                pairs[j][i] = 1 - pairs[i][j];
                pair++;
            }
        }
        return couple(pairs, classes);
    }

    private static double[] couple(double[][] pairs, int classes) {
        var q = new double[classes][classes];
        for (int t = 0; t < classes; t++) {
            for (int j = 0; j < classes; j++) {
                if (j != t) {
                    q[t][t] += pairs[j][t] * pairs[j][t];
                    q[t][j] = -pairs[j][t] * pairs[t][j];
                }
            }
        }
        var p = new double[classes];
        java.util.Arrays.fill(p, 1.0 / classes);
        var qp = new double[classes];
        for (int round = 0; round < Math.max(100, classes); round++) {
            double pqp = 0;
            for (int t = 0; t < classes; t++) {
                qp[t] = 0;
                for (int j = 0; j < classes; j++) {
                    qp[t] += q[t][j] * p[j];
                }
                pqp += p[t] * qp[t];
            }
            double error = 0;
            for (int t = 0; t < classes; t++) {
                error = Math.max(error, Math.abs(qp[t] - pqp));
            }
            if (error < 0.005 / classes) {
                break;
            }
            for (int t = 0; t < classes; t++) {
                double step = (pqp - qp[t]) / q[t][t];
                p[t] += step;
                pqp = (pqp + step * (step * q[t][t] + 2 * qp[t])) / ((1 + step) * (1 + step));
                for (int j = 0; j < classes; j++) {
                    qp[j] = (qp[j] + step * q[t][j]) / (1 + step);
                    p[j] /= 1 + step;
                }
            }
        }
        return p;
    }
}
