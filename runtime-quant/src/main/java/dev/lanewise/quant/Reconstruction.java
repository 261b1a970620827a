package dev.lanewise.quant;

/** Weights of a pruned layer anew, so that its outputs on the calibration samples come close to the original's. */
final class Reconstruction {

    /** Of the mean square of the inputs; the damping of GPTQ (Frantar et al., 2022). */
    private static final double RIDGE = 0.01;

    /** Columns that are pruned before their errors reach the columns behind them, as in SparseGPT. */
    private static final int BLOCK = 128;

    /** Inputs of a layer up to which weights chosen by second order are also solved for, which takes their cube. */
    static final int MOST_SOLVED = 1024;

    /** Steps up to which weights are chosen one by one instead of by columns. */
    private static final double MOST_EXACT = 1e10;

    private Reconstruction() {}

    /**
     * The kept weights of one output by least squares, with a ridge.
     *
     * @param original the output's weights before pruning, with its bias
     * @param near weights that these are drawn to, in the order of the moments
     * @param kept which weights stay
     */
    static double[] leastSquares(Moments moments, double[] original, double[] near, boolean[] kept) {
        double ridge = moments.ridge(RIDGE);
        if (ridge == 0) {
            return masked(near, kept);
        }
        int[] support = support(moments.size(), kept);
        return solve(factor(moments, ridge, support), moments, original, near, support);
    }

    /** {@link #leastSquares} of all outputs of a group of which every weight stays. */
    static double[][] leastSquares(Moments moments, double[][] original, double[][] near) {
        double ridge = moments.ridge(RIDGE);
        if (ridge == 0) {
            return near;
        }
        int[] support = java.util.stream.IntStream.range(0, moments.size()).toArray();
        Cholesky factor = factor(moments, ridge, support);
        var weights = new double[near.length][];
        for (int output = 0; output < weights.length; output++) {
            weights[output] = solve(factor, moments, original[output], near[output], support);
        }
        return weights;
    }

    private static Cholesky factor(Moments moments, double ridge, int[] support) {
        var a = new double[support.length][support.length];
        for (int i = 0; i < support.length; i++) {
            double[] row = moments.own()[support[i]];
            for (int j = 0; j <= i; j++) {
                a[i][j] = row[support[j]];
            }
            a[i][i] += ridge;
        }
        return Cholesky.of(a);
    }

    private static double[] solve(Cholesky factor, Moments moments, double[] original, double[] near, int[] support) {
        double ridge = moments.ridge(RIDGE);
        double[] target = moments.target(original);
        var b = new double[support.length];
        for (int i = 0; i < b.length; i++) {
            b[i] = target[support[i]] + ridge * near[support[i]];
        }
        double[] solved = factor.solve(b);
        var weights = new double[near.length];
        for (int i = 0; i < b.length; i++) {
            weights[support[i]] = solved[i];
        }
        return weights;
    }

    private static double[] masked(double[] weights, boolean[] kept) {
        var masked = weights.clone();
        for (int k = 0; k < kept.length; k++) {
            masked[k] = kept[k] ? weights[k] : 0;
        }
        return masked;
    }

    /** What of the inputs is read: those of kept weights, and the 1 of the bias behind them. */
    private static int[] support(int size, boolean[] kept) {
        return java.util.stream.IntStream.range(0, size)
                .filter(k -> k >= kept.length || kept[k])
                .toArray();
    }

    /**
     * Prunes the outputs of one group column by column, each column's error made up for by the columns behind it
     * (SparseGPT, Frantar and Alistarh, 2023). Of small layers without a pattern it chooses alone which weights stay,
     * {@link #leastSquares} to follow.
     *
     * @param weights rows of the outputs before pruning; changed in place
     * @param kept which weights stay; chosen anew, as many of them, unless whole blocks go
     */
    static void secondOrder(Moments moments, double[][] weights, boolean[][] kept, Sparsity.OfWeights sparsity) {
        double ridge = moments.ridge(RIDGE);
        if (ridge == 0) {
            for (int output = 0; output < weights.length; output++) {
                weights[output] = masked(weights[output], kept[output]);
            }
            return;
        }
        int n = moments.size();
        var damped = new double[n][];
        for (int i = 0; i < n; i++) {
            damped[i] = moments.own()[i].clone();
            damped[i][i] += ridge;
        }
        Cholesky factor = Cholesky.of(damped);
        for (int output = 0; output < weights.length; output++) {
            double[] target = moments.target(weights[output]);
            for (int i = 0; i < n; i++) {
                target[i] += ridge * weights[output][i];
            }
            weights[output] = factor.solve(target);
        }
        int depth = kept[0].length;
        boolean few = n <= MOST_SOLVED && weights.length * Math.pow(n, 3) <= MOST_EXACT;
        if (sparsity instanceof Sparsity.Unstructured && few) {
            new BrainSurgeon(factor.inverse(), depth).choose(weights, kept);
            return;
        }
        double[][] upper = upper(factor);
        int block = sparsity instanceof Sparsity.Pattern(int stay, int of) ? of : BLOCK;
        for (int from = 0; from < depth; from += block) {
            int to = Math.min(depth, from + block);
            choose(sparsity, weights, kept, upper, from, to);
            for (int output = 0; output < weights.length; output++) {
                prune(weights[output], kept[output], upper, from, to);
            }
        }
    }

    /** U, where {@code UᵀU} is the inverse of the matrix with this factor. */
    private static double[][] upper(Cholesky factor) {
        double[][] lower = Cholesky.of(factor.inverse()).lower();
        int n = lower.length;
        var upper = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = i; j < n; j++) {
                upper[i][j] = lower[j][i];
            }
        }
        return upper;
    }

    private static void prune(double[] weights, boolean[] kept, double[][] upper, int from, int to) {
        for (int k = from; k < to; k++) {
            if (!kept[k] && weights[k] != 0) {
                double[] row = upper[k];
                double error = weights[k] / row[k];
                for (int j = k; j < weights.length; j++) {
                    weights[j] -= error * row[j];
                }
                weights[k] = 0;
            }
        }
    }

    /** Chooses which weights of columns {@code [from, to)} stay, once the columns before them are settled. */
    private static void choose(
            Sparsity.OfWeights sparsity, double[][] weights, boolean[][] kept, double[][] upper, int from, int to) {
        var costs = new double[weights.length][to];
        for (int output = 0; output < weights.length; output++) {
            for (int k = from; k < to; k++) {
                double scaled = weights[output][k] / upper[k][k];
                costs[output][k] = scaled * scaled;
            }
        }
        switch (sparsity) {
            case Sparsity.Unstructured given -> Masks.sameNumber(costs, kept, from, to);
            case Sparsity.Pattern(int stay, int of) -> Masks.pattern(costs, kept, from, to, stay, of);
            case Sparsity.Blocks given -> {}
        }
    }
}
