package dev.lanewise.quant;

/** Sums over what the inputs of a layer are on the calibration samples, for each group and input. */
final class InputStatistics {

    private final WeightLayer layer;
    private final double[][] squares;
    private final double[][] magnitudes;
    private final double[] row;
    private long rows;

    InputStatistics(WeightLayer layer) {
        this.layer = layer;
        squares = new double[layer.groups()][layer.depth()];
        magnitudes = new double[layer.groups()][layer.depth()];
        row = new double[layer.depth()];
    }

    void add(Patches patches) {
        int taken = Math.min(patches.rows(), Moments.ROWS_PER_SAMPLE);
        for (int i = 0; i < taken; i++) {
            for (int group = 0; group < layer.groups(); group++) {
                patches.read((int) ((long) i * patches.rows() / taken), group, row);
                for (int k = 0; k < row.length; k++) {
                    squares[group][k] += row[k] * row[k];
                    magnitudes[group][k] += Math.abs(row[k]);
                }
            }
        }
        rows += taken;
    }

    /** Root mean square of input {@code k} of the group that {@code output} is in. */
    double norm(int output, int k) {
        return Math.sqrt(squares[output / layer.groupOutputs()][k] / Math.max(1, rows));
    }

    /** Mean magnitude of input {@code k} of the group that {@code output} is in. */
    double mean(int output, int k) {
        return magnitudes[output / layer.groupOutputs()][k] / Math.max(1, rows);
    }
}
