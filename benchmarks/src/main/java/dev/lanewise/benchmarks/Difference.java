package dev.lanewise.benchmarks;

import dev.lanewise.Outputs;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Map;

/**
 * How far outputs are from a reference.
 *
 * @param worst the largest of max|difference| / max|reference| over the outputs
 * @param output the output it occurs in
 * @param compared number of outputs compared
 */
record Difference(double worst, String output, int compared) {

    /** Compares the float outputs of both. */
    static Difference of(Outputs ours, Map<String, float[]> reference) {
        double worst = 0;
        String where = "";
        int compared = 0;
        for (String name : ours.names()) {
            float[] expected = reference.get(name);
            if (expected == null || !(ours.value(name) instanceof Tensor tensor) || tensor.type() != ElementType.FLOAT) {
                continue;
            }
            compared++;
            double relative = relative(tensor.floats(), expected);
            if (!(relative <= worst)) {
                worst = relative;
                where = name;
            }
        }
        return new Difference(worst, where, compared);
    }

    private static double relative(float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < expected.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            difference = Math.max(difference, Math.abs((double) actual[i] - expected[i]));
        }
        return difference == 0 ? 0 : difference / largest;
    }
}
