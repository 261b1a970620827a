package dev.lanewise.quant;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which weights stay, given how much each matters. */
final class Masks {

    private Masks() {}

    /** Masks of several layers from their scores {@code [outputs][depth]}; true where a weight stays. */
    static List<boolean[][]> of(Sparsity.OfWeights sparsity, List<double[][]> scores, boolean eachOutput) {
        if (sparsity instanceof Sparsity.Unstructured(double fraction, boolean global) && global) {
            double[] all = scores.stream()
                    .flatMap(Arrays::stream)
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
            var lowest = new Lowest(all, count(fraction, all.length));
            return scores.stream().map(layer -> kept(layer, lowest)).toList();
        }
        var masks = new ArrayList<boolean[][]>();
        for (double[][] layer : scores) {
            masks.add(
                    switch (sparsity) {
                        case Sparsity.Unstructured(double fraction, boolean global) ->
                            unstructured(layer, fraction, eachOutput);
                        case Sparsity.Pattern(int kept, int of) -> {
                            var mask = filled(layer);
                            pattern(layer, mask, 0, layer[0].length, kept, of);
                            yield mask;
                        }
                        case Sparsity.Blocks blocks -> blocks(layer, blocks);
                    });
        }
        return masks;
    }

    private static int count(double fraction, int size) {
        return (int) Math.round(fraction * size);
    }

    private static boolean[][] unstructured(double[][] scores, double fraction, boolean eachOutput) {
        if (eachOutput) {
            return Arrays.stream(scores)
                    .map(row -> kept(new double[][] {row}, new Lowest(row, count(fraction, row.length)))[0])
                    .toArray(boolean[][]::new);
        }
        double[] all = Arrays.stream(scores).flatMapToDouble(Arrays::stream).toArray();
        return kept(scores, new Lowest(all, count(fraction, all.length)));
    }

    private static boolean[][] kept(double[][] scores, Lowest lowest) {
        var mask = filled(scores);
        for (int i = 0; i < mask.length; i++) {
            for (int k = 0; k < mask[i].length; k++) {
                mask[i][k] = !lowest.takes(scores[i][k]);
            }
        }
        return mask;
    }

    private static boolean[][] filled(double[][] scores) {
        var mask = new boolean[scores.length][scores[0].length];
        for (boolean[] row : mask) {
            Arrays.fill(row, true);
        }
        return mask;
    }

    /** Keeps the best {@code kept} of every {@code of} columns from {@code from} on; of fewer, the same part or more. */
    static void pattern(double[][] scores, boolean[][] mask, int from, int to, int kept, int of) {
        for (int row = 0; row < mask.length; row++) {
            for (int k = from; k < to; k += of) {
                int width = Math.min(of, to - k);
                double[] group = Arrays.copyOfRange(scores[row], k, k + width);
                var lowest = new Lowest(group, width - Math.ceilDiv(width * kept, of));
                for (int i = 0; i < width; i++) {
                    mask[row][k + i] = !lowest.takes(group[i]);
                }
            }
        }
    }

    /** Keeps the best of columns {@code [from, to)}: as many as the mask keeps now. */
    static void sameNumber(double[][] scores, boolean[][] mask, int from, int to) {
        int removed = 0;
        for (boolean[] row : mask) {
            for (int k = from; k < to; k++) {
                removed += row[k] ? 0 : 1;
            }
        }
        double[] all = Arrays.stream(scores)
                .flatMapToDouble(row -> Arrays.stream(row, from, to))
                .toArray();
        var lowest = new Lowest(all, removed);
        for (int row = 0; row < mask.length; row++) {
            for (int k = from; k < to; k++) {
                mask[row][k] = !lowest.takes(scores[row][k]);
            }
        }
    }

    private static boolean[][] blocks(double[][] scores, Sparsity.Blocks blocks) {
        int across = Math.ceilDiv(scores[0].length, blocks.inputs());
        var means = new double[Math.ceilDiv(scores.length, blocks.outputs()) * across];
        var sizes = new int[means.length];
        for (int i = 0; i < scores.length; i++) {
            for (int k = 0; k < scores[i].length; k++) {
                int block = i / blocks.outputs() * across + k / blocks.inputs();
                means[block] += scores[i][k];
                sizes[block]++;
            }
        }
        Arrays.setAll(means, i -> means[i] / sizes[i]);
        var lowest = new Lowest(means, count(blocks.fraction(), means.length));
        var keptBlocks = new boolean[means.length];
        for (int i = 0; i < means.length; i++) {
            keptBlocks[i] = !lowest.takes(means[i]);
        }
        var mask = filled(scores);
        for (int i = 0; i < mask.length; i++) {
            for (int k = 0; k < mask[i].length; k++) {
                mask[i][k] = keptBlocks[i / blocks.outputs() * across + k / blocks.inputs()];
            }
        }
        return mask;
    }

    /** Takes exactly {@code count} of the lowest of some values, asked for one after the other; the first of equals. */
    private static final class Lowest {

        private final double threshold;
        private int equals;

        Lowest(double[] values, int count) {
            if (count == 0) {
                threshold = Double.NEGATIVE_INFINITY;
                return;
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            threshold = sorted[count - 1];
            int first = count - 1;
            while (first > 0 && sorted[first - 1] == threshold) {
                first--;
            }
            equals = count - first;
        }

        boolean takes(double value) {
            return value < threshold || (value == threshold && equals-- > 0);
        }
    }
}
