package dev.lanewise.benchmarks;

import dev.lanewise.Outputs;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far outputs are from a reference.
 *
 * @param worst the largest of max|difference| / max|reference| over the outputs
 * @param output the output it occurs in
 * @param compared number of outputs compared
 * @param sameBest whether the largest element is the same one in each output
 */
record Difference(double worst, String output, int compared, boolean sameBest) {

    /** Compares the float outputs of both. */
    static Difference of(Outputs ours, Map<String, float[]> reference) {
        var floats = new LinkedHashMap<String, float[]>();
        ours.names().forEach(name -> floats.put(name, floats(ours.value(name))));
        return of(floats, reference);
    }

    /** Compares outputs by name. */
    static Difference of(Map<String, float[]> ours, Map<String, float[]> reference) {
        double worst = 0;
        String where = "";
        int compared = 0;
        boolean sameBest = true;
        for (Map.Entry<String, float[]> output : ours.entrySet()) {
            String name = output.getKey();
            float[] expected = reference.get(name);
            float[] actual = output.getValue();
            if (expected == null || actual.length == 0) {
                continue;
            }
            compared++;
            double relative = relative(actual, expected);
            sameBest &= best(actual) == best(expected);
            if (!(relative <= worst)) {
                worst = relative;
                where = name;
            }
        }
        return new Difference(worst, where, compared, sameBest);
    }

    /** The numbers of a tensor, or of the first map of a sequence in the order of its keys; nothing else has any. */
    private static float[] floats(Value value) {
        if (value instanceof Tensor tensor) {
            return numbers(tensor);
        }
        if (value instanceof SequenceValue(var elements) && elements.getFirst() instanceof MapValue(var entries)) {
            var sorted = new TreeMap<String, Value>();
            entries.forEach((key, element) -> sorted.put(key.toString(), element));
            var floats = new float[sorted.size()];
            int next = 0;
            for (Value element : sorted.values()) {
                floats[next++] = ((Tensor) element).floats()[0];
            }
            return floats;
        }
        return new float[0];
    }

    private static float[] numbers(Tensor tensor) {
        if (tensor.type() == ElementType.FLOAT) {
            return tensor.floats();
        }
        var numbers = new float[Math.toIntExact(tensor.size())];
        for (int i = 0; i < numbers.length; i++) {
            switch (tensor.type()) {
                case INT8 -> numbers[i] = tensor.bytes()[i];
                case UINT8 -> numbers[i] = Byte.toUnsignedInt(tensor.bytes()[i]);
                case INT32 -> numbers[i] = tensor.ints()[i];
                case INT64 -> numbers[i] = tensor.longs()[i];
                default -> {
                    return new float[0];
                }
            }
        }
        return numbers;
    }

    private static int best(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
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
