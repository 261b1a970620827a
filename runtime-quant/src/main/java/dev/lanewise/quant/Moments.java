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

    private static final double SCARCE = 10;

    private final int group;
    private final double[][] own;
    private final double @Nullable [][] cross;
    private final double[] x;
    private final double[] t;
    private long rows;

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
        rows += taken;
        for (int i = 0; i < taken; i++) {
            int row = (int) ((long) i * changed.rows() / taken);
            changed.read(row, group, x);
            if (cross != null) {
                original.read(row, group, t);
            }
            for (int k = 0; k < x.length; k++) {
                if (x[k] != 0) {
                    addScaled(own[k], x[k], x, k + 1);
                    if (cross != null) {
                        addScaled(cross[k], x[k], t, t.length);
                    }
                }
            }
        }
    }

    private static void addScaled(double[] sum, double factor, double[] x, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += factor * x[i];
        }
    }

    /** The sums of {@code x xᵀ}: the lower triangle, zeros above it. */
    double[][] own() {
        return own;
    }

    /** The product of the moments with one row of the original's weights: what {@code x xᵀ w} should be. */
    double[] target(double[] weights) {
        var target = new double[size()];
        for (int i = 0; i < target.length; i++) {
            double sum = 0;
            for (int j = 0; j < weights.length; j++) {
                double moment = cross != null ? cross[i][j] : j <= i ? own[i][j] : own[j][i];
                sum += moment * weights[j];
            }
            target[i] = sum;
        }
        return target;
    }

    /**
     * A ridge in proportion to the mean square of the inputs, larger where fewer rows than ten times the inputs were seen:
     * what so few rows say is less certain than the weights that there are. 0 when all inputs are 0.
     */
    double ridge(double proportion) {
        double trace = 0;
        for (int i = 0; i < size(); i++) {
            trace += own[i][i];
        }
        double scarcity = Math.max(1, SCARCE * size() / Math.max(1, rows));
        return proportion * scarcity * trace / size();
    }
}
