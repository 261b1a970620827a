package dev.lanewise.op.ml;

import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Places of keys in a list: strings, integers, or floats, among which NaN equals NaN. The last of equal keys counts. */
public final class Dictionary {

    private final Tensor keys;
    private final Map<String, Integer> texts = new HashMap<>();
    private final long[] codes;
    private final int[] places;

    public Dictionary(Tensor keys) {
        this.keys = keys;
        if (keys.array() instanceof String[] strings) {
            for (int i = 0; i < strings.length; i++) {
                texts.put(strings[i], i);
            }
            this.codes = new long[0];
            this.places = new int[0];
            return;
        }
        var all = IntStream.range(0, keys.size())
                .mapToObj(i -> new long[] {code(keys.array(), i), i})
                .sorted(Comparator.comparingLong((long[] pair) -> pair[0]).thenComparing(pair -> -pair[1]))
                .toList();
        this.codes = all.stream().mapToLong(pair -> pair[0]).distinct().toArray();
        this.places = new int[codes.length];
        for (var pair : all.reversed()) {
            places[Arrays.binarySearch(codes, pair[0])] = (int) pair[1];
        }
    }

    /** The keys, in order. */
    public Tensor keys() {
        return keys;
    }

    /** The place of the element {@code index} of an array of the keys' carrier; −1 when it is no key. */
    int find(Object array, int index) {
        if (array instanceof String[] strings) {
            return texts.getOrDefault(strings[index], -1);
        }
        int at = Arrays.binarySearch(codes, code(array, index));
        return at < 0 ? -1 : places[at];
    }

    private static long code(Object array, int index) {
        return switch (array) {
            case long[] a -> a[index];
            case int[] a -> a[index];
            case short[] a -> a[index];
            case byte[] a -> a[index];
            case float[] a -> Double.doubleToLongBits(a[index] + 0.0);
            case double[] a -> Double.doubleToLongBits(a[index] + 0.0);
            default -> throw new InvalidInputException("keys cannot be of this type");
        };
    }
}
