package dev.lanewise.tflite;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/** The inputs of golden outputs: a 64-bit linear congruential generator from 42, 31 bits each. */
final class GoldenInputs {

    private long state = 42;

    private int next() {
        state = state * 6364136223846793005L + 1442695040888963407L;
        return (int) (state >>> 33);
    }

    /** Values for all inputs; open extents are 1. */
    Map<String, Tensor> fill(Model model) {
        var inputs = new LinkedHashMap<String, Tensor>();
        model.inputs().forEach(input -> inputs.put(input.name(), fill(input)));
        return inputs;
    }

    Tensor fill(TensorSpec input) {
        long[] shape = input.shape();
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.max(1, shape[i]);
        }
        Tensor tensor = Tensor.zeros(input.type(), shape);
        for (int i = 0; i < tensor.size(); i++) {
            switch (tensor.array()) {
                case float[] a -> a[i] = next() / (float) (1 << 30) - 1;
                case double[] a -> a[i] = next() / (double) (1 << 30) - 1;
                case int[] a -> a[i] = next() % 8;
                case long[] a -> a[i] = next() % 8;
                case short[] a -> a[i] = (short) next();
                case byte[] a ->
                    a[i] = input.type() == ElementType.BOOL ? (byte) (next() >> 8 & 1) : (byte) (next() >> 8);
                default -> throw new AssertionError("inputs of type " + input.type());
            }
        }
        return tensor;
    }

    /**
     * Compares elements given as {@code index:value}, separated by blanks, within {@code bound} of what is expected.
     */
    static void compare(String where, Tensor found, String golden, ToDoubleBiFunction<Tensor, Double> bound) {
        for (String element : golden.split(" ")) {
            int colon = element.indexOf(':');
            int at = Integer.parseInt(element.substring(0, colon));
            double expected = Double.parseDouble(element.substring(colon + 1));
            assertEquals(expected, number(found, at), bound.applyAsDouble(found, expected), where + " element " + at);
        }
    }

    private static double number(Tensor tensor, int at) {
        return switch (tensor.array()) {
            case float[] a -> a[at];
            case double[] a -> a[at];
            case int[] a -> a[at];
            case long[] a -> a[at];
            case short[] a -> a[at];
            case byte[] a -> tensor.type() == ElementType.UINT8 ? a[at] & 0xFF : a[at];
            default -> throw new AssertionError("outputs of type " + tensor.type());
        };
    }
}
