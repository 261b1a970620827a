package dev.lanewise.quant;

import org.jspecify.annotations.Nullable;

/**
 * Second moments of a layer's inputs over the calibration samples, for one group: the sums of {@code x xᵀ} over the
 * inputs x that the changed layer gets, and of {@code x tᵀ}, t being the inputs of the original one. Behind the inputs
 * comes a 1 where the layer has a bias.
 */
final class Moments {

    /** Positions of one sample that are looked at, spread evenly: neighbouring pixels tell much the same. */
    static final int ROWS_PER_SAMPLE = 512;

    private final int group;
    private final double[][] own;
    private final double @Nullable [][] cross;
    private final double[] x;
    private final double[] t;

    /** @param original the layer in the original, where its inputs are others than the changed layer's */
    Moments(WeightLayer layer, int group, @Nullable WeightLayer original) {
        this.group = group;
        x = input(layer);
        t = original == null ? x : input(original);
        own = new double[x.length][x.length];
        cross = original == null ? null : new double[x.length][t.length];
    }

    private static double[] input(WeightLayer layer) {
        var input = new double[layer.depth() + (layer.hasBias() ? 1 : 0)];
        if (layer.hasBias()) {
            input[layer.depth()] = 1;
        }
        return input;
    }

    /** Number of inputs, the 1 for the bias among them. */
    int size() {
        return own.length;
    }

    /** Adds a sample. {@code original} is not read where the inputs are the same. */
    void add(Patches changed, Patches original) {
        int taken = Math.min(changed.rows(), ROWS_PER_SAMPLE);
        for (int i = 0; i < taken; i++) {
            int row = (int) ((long) i * changed.rows() / taken);
            changed.read(row, group, x);
            addProduct(own, x, x);
            if (cross != null) {
                original.read(row, group, t);
                addProduct(cross, x, t);
            }
        }
    }

    private static void addProduct(double[][] sum, double[] left, double[] right) {
        for (int i = 0; i < left.length; i++) {
            if (left[i] != 0) {
                addScaled(sum[i], left[i], right);
            }
        }
    }

    private static void addScaled(double[] sum, double factor, double[] x) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * x[i];
        }
    }

    /** The sums of {@code x xᵀ}. */
    double[][] own() {
        return own;
    }

    /** The product of the moments with one row of the original's weights: what {@code x xᵀ w} should be. */
    double[] target(double[] weights) {
        double[][] moments = cross == null ? own : cross;
        var target = new double[size()];
        for (int i = 0; i < target.length; i++) {
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                sum += moments[i][j] * weights[j];
            }
            target[i] = sum;
        }
        return target;
    }

    /** A ridge in proportion to the mean square of the inputs; 0 when all of them are 0. */
    double ridge(double proportion) {
        double trace = 0;
        for (int i = 0; i < size(); i++) {
            trace += own[i][i];
        }
        return proportion * trace / size();
    }
}
