package dev.lanewise.quant;

import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Rounds weights to a grid. */
final class WeightRounding {

    /** Of the mean second moment, added to all: keeps the inverse finite and the weights from following the samples. */
    private static final double DAMPING = 0.01;

    private static final int MOST_SWEEPS = 20;

    private WeightRounding() {}

    /** The integers; {@code moments} are those of the layer's inputs, which all but the nearest rounding need. */
    static byte[] round(WeightGrid grid, WeightFormat.Rounding rounding, @Nullable InputMoments moments) {
        if (rounding == WeightFormat.Rounding.NEAREST || moments == null) {
            return grid.nearest();
        }
        WeightMatrix matrix = grid.matrix();
        byte[] integers = grid.nearest();
        for (int group = 0; group < moments.groups(); group++) {
            double[] h = moments.damped(group, DAMPING);
            switch (rounding) {
                case NEAREST -> {}
                case ADAPTIVE -> {
                    for (int row = 0; row < matrix.rows(); row++) {
                        if (moments.group(row, matrix.rows()) == group) {
                            adapt(grid, integers, row, h);
                        }
                    }
                }
                case SECOND_ORDER -> secondOrder(grid, integers, moments, group, h);
            }
        }
        return integers;
    }

    /** Moves integers of one row to their weight's other neighbour as long as the output's error becomes smaller. */
    private static void adapt(WeightGrid grid, byte[] integers, int row, double[] h) {
        int n = grid.matrix().columns();
        float[] weights = grid.matrix().values();
        var error = new double[n];
        for (int k = 0; k < n; k++) {
            error[k] = weights[row * n + k] - grid.affine(row, k).dequantize(integers[row * n + k]);
        }
        var gradient = new double[n];
        for (int k = 0; k < n; k++) {
            addScaled(gradient, 0, error[k], h, k * n, n);
        }
        boolean moved = true;
        for (int sweep = 0; moved && sweep < MOST_SWEEPS; sweep++) {
            moved = false;
            for (int k = 0; k < n; k++) {
                Affine affine = grid.affine(row, k);
                int other = integers[row * n + k] + (error[k] > 0 ? 1 : -1);
                double step = error[k] > 0 ? affine.scale() : -affine.scale();
                boolean allowed = other >= affine.least() && other <= affine.greatest();
                if (allowed && step * (step * h[k * n + k] - 2 * gradient[k]) < 0) {
                    integers[row * n + k] = (byte) other;
                    error[k] -= step;
                    addScaled(gradient, 0, -step, h, k * n, n);
                    moved = true;
                }
            }
        }
    }

    private static void secondOrder(WeightGrid grid, byte[] integers, InputMoments moments, int group, double[] h) {
        WeightMatrix matrix = grid.matrix();
        int n = matrix.columns();
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -h[k * n + k]))
                .mapToInt(k -> k)
                .toArray();
        var ordered = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                ordered[i * n + j] = h[order[i] * n + order[j]];
            }
        }
        double[] u = InverseFactor.of(ordered, n);
        var weights = new double[n];
        for (int row = 0; row < matrix.rows(); row++) {
            if (moments.group(row, matrix.rows()) != group) {
                continue;
            }
            for (int i = 0; i < n; i++) {
                weights[i] = matrix.values()[row * n + order[i]];
            }
            for (int i = 0; i < n; i++) {
                Affine affine = grid.affine(row, order[i]);
                int q = affine.quantize((float) weights[i]);
                integers[row * n + order[i]] = (byte) q;
                double error = (weights[i] - affine.dequantize(q)) / u[i * n + i];
                addScaled(weights, i, -error, u, i * n + i, n - i);
            }
        }
    }

    /** What the rounding adds to the mean output of each row, with its sign turned: a correction of the bias. */
    static float[] correction(WeightGrid grid, byte[] integers, @Nullable InputMoments moments) {
        WeightMatrix matrix = grid.matrix();
        float[] rounded = grid.dequantize(integers);
        var correction = new float[matrix.rows()];
        for (int row = 0; row < matrix.rows(); row++) {
            InputMoments given = Objects.requireNonNull(moments);
            double[] mean = given.mean(given.group(row, matrix.rows()));
            double sum = 0;
            for (int k = 0; k < mean.length; k++) {
                int at = row * mean.length + k;
                sum += (matrix.values()[at] - rounded[at]) * mean[k];
            }
            correction[row] = (float) sum;
        }
        return correction;
    }

    static void addScaled(double[] y, int yo, double factor, double[] x, int xo, int count) {
        for (int i = 0; i < count; i++) {
            y[yo + i] += factor * x[xo + i];
        }
    }
}
