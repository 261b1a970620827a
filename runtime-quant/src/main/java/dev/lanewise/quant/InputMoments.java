package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Node;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * First and second moments of what the rows of a layer's weights are multiplied with, on the calibration samples: the
 * squared error of a row's products is {@code d · gram · d} for a change {@code d} of the row.
 */
final class InputMoments {

    /** Entries of second moments that are gathered in one pass over the samples. */
    private static final long MOST_ENTRIES = 1 << 26;

    private final int columns;
    private final int groups;
    private final double[][] gram;
    private final double[][] sums;
    private long rows;

    /** Of no rows yet; without {@code second} only means are gathered. */
    InputMoments(int columns, int groups, boolean second) {
        this.columns = columns;
        this.groups = groups;
        this.gram = new double[groups][second ? columns * columns : 0];
        this.sums = new double[groups][columns];
    }

    /** Those of the inputs of {@code products}, in the model of {@code definition}. */
    static Map<Node, InputMoments> of(
            ModelDefinition definition,
            Collection<Node> products,
            Calibration calibration,
            boolean second,
            Progress.Count progress) {
        Map<Object, List<Node>> alike = new LinkedHashMap<>();
        for (Node node : products) {
            Object key = node.op() instanceof Convolution c
                    ? List.of(node.requireInput(0), c.window(), c.groups())
                    : node.requireInput(0);
            alike.computeIfAbsent(key, k -> new ArrayList<>()).add(node);
        }
        var moments = new HashMap<Node, InputMoments>();
        var pass = new ArrayList<Node>();
        long entries = 0;
        for (List<Node> nodes : alike.values()) {
            InputMoments shared = InputMoments.of(nodes.getFirst(), second);
            long size = (long) shared.gram[0].length * shared.groups;
            if (!pass.isEmpty() && entries + size > MOST_ENTRIES) {
                gather(definition, pass, moments, calibration, progress);
                pass.clear();
                entries = 0;
            }
            nodes.forEach(node -> moments.put(node, shared));
            pass.add(nodes.getFirst());
            entries += size;
        }
        gather(definition, pass, moments, calibration, progress);
        return moments;
    }

    private static InputMoments of(Node node, boolean second) {
        int columns = Objects.requireNonNull(WeightMatrix.of(node)).columns();
        return new InputMoments(columns, node.op() instanceof Convolution c ? c.groups() : 1, second);
    }

    private static void gather(
            ModelDefinition definition,
            List<Node> nodes,
            Map<Node, InputMoments> moments,
            Calibration calibration,
            Progress.Count progress) {
        List<Edge> edges = nodes.stream().map(node -> node.requireInput(0)).toList();
        calibration.forEach(definition, edges, progress, values -> {
            for (int i = 0; i < nodes.size(); i++) {
                Objects.requireNonNull(moments.get(nodes.get(i))).add(nodes.get(i), values.get(i));
            }
        });
    }

    private void add(Node node, Tensor input) {
        if (node.op() instanceof Convolution c) {
            var patches = new InputPatches(c, input);
            for (int g = 0; g < groups; g++) {
                add(g, patches.rows(g), patches.count());
            }
            rows += patches.count();
        } else {
            int count = input.size() / columns;
            add(0, input.floats(), count);
            rows += count;
        }
    }

    private void add(int group, float[] x, int count) {
        for (int r = 0; r < count; r++) {
            for (int i = 0; i < columns; i++) {
                sums[group][i] += x[r * columns + i];
            }
        }
        double[] h = gram[group];
        for (int i = 0; i < columns && h.length > 0; i++) {
            for (int r = 0; r < count; r++) {
                float factor = x[r * columns + i];
                if (factor != 0) {
                    addScaled(h, i * columns, factor, x, r * columns, i + 1);
                }
            }
        }
    }

    private static void addScaled(double[] y, int yo, double factor, float[] x, int xo, int count) {
        for (int i = 0; i < count; i++) {
            y[yo + i] += factor * x[xo + i];
        }
    }

    /** The group whose inputs row {@code row} of {@code all} rows of weights is multiplied with. */
    int group(int row, int all) {
        return row / (all / groups);
    }

    int groups() {
        return groups;
    }

    /** The mean of each column. */
    double[] mean(int group) {
        return Arrays.stream(sums[group]).map(sum -> sum / Math.max(1, rows)).toArray();
    }

    /**
     * The mean of the columns' products, a symmetric matrix, with {@code damping} times the mean of its diagonal added to
     * the diagonal.
     */
    double[] damped(int group, double damping) {
        var full = new double[columns * columns];
        double trace = 0;
        for (int i = 0; i < columns; i++) {
            for (int j = 0; j <= i; j++) {
                double value = gram[group][i * columns + j] / Math.max(1, rows);
                full[i * columns + j] = value;
                full[j * columns + i] = value;
            }
            trace += full[i * columns + i];
        }
        double more = trace > 0 ? damping * trace / columns : 1;
        for (int i = 0; i < columns; i++) {
            full[i * columns + i] += more;
        }
        return full;
    }
}
