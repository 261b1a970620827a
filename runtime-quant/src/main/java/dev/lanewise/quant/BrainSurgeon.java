package dev.lanewise.quant;

import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * Chooses the weights of a layer that go one by one, always the one whose loss costs the layer's outputs least once the
 * weights left have made up for it (Optimal Brain Compression, Frantar and Alistarh, 2022).
 */
final class BrainSurgeon {

    private final double[][] inverse;
    private final int depth;

    /** @param inverse of the damped second moments of the layer's inputs, the 1 of the bias among them */
    BrainSurgeon(double[][] inverse, int depth) {
        this.inverse = inverse;
        this.depth = depth;
    }

    /** What losing weights of one output costs: which go, in this order, and the cost of each. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Losses(int[] order, double[] costs) {}

    /** Clears as many places of {@code kept} as it lacks now, chosen anew. */
    void choose(double[][] weights, boolean[][] kept) {
        int wanted = 0;
        for (boolean[] row : kept) {
            for (boolean stays : row) {
                wanted += stays ? 0 : 1;
            }
            Arrays.fill(row, true);
        }
        Losses[] losses = Arrays.stream(weights).map(this::losses).toArray(Losses[]::new);
        var next = new int[weights.length];
        var cheapest = new PriorityQueue<Integer>(
                Comparator.comparingDouble(output -> losses[output].costs()[next[output]]));
        for (int output = 0; output < weights.length; output++) {
            cheapest.add(output);
        }
        for (int i = 0; i < wanted; i++) {
            int output = cheapest.remove();
            kept[output][losses[output].order()[next[output]++]] = false;
            if (next[output] < depth) {
                cheapest.add(output);
            }
        }
    }

    private Losses losses(double[] given) {
        double[] weights = given.clone();
        var left = new double[inverse.length][];
        for (int i = 0; i < left.length; i++) {
            left[i] = inverse[i].clone();
        }
        var gone = new boolean[depth];
        var order = new int[depth];
        var costs = new double[depth];
        for (int i = 0; i < depth; i++) {
            int best = -1;
            for (int k = 0; k < depth; k++) {
                if (!gone[k]) {
                    double cost = weights[k] * weights[k] / left[k][k];
                    if (best < 0 || cost < costs[i]) {
                        best = k;
                        costs[i] = cost;
                    }
                }
            }
            order[i] = best;
            gone[best] = true;
            remove(weights, left, gone, best);
        }
        return new Losses(order, costs);
    }

    /** Takes a weight away: the others make up for it, and the inverse becomes that of the moments without it. */
    private static void remove(double[] weights, double[][] inverse, boolean[] gone, int k) {
        double[] row = inverse[k].clone();
        double factor = weights[k] / row[k];
        for (int i = 0; i < weights.length; i++) {
            weights[i] -= factor * row[i];
        }
        for (int i = 0; i < row.length; i++) {
            if (i >= gone.length || !gone[i]) {
                subtractScaled(inverse[i], row[i] / row[k], row);
            }
        }
    }

    private static void subtractScaled(double[] y, double factor, double[] x) {
        for (int i = 0; i < y.length; i++) {
            y[i] -= factor * x[i];
        }
    }
}
