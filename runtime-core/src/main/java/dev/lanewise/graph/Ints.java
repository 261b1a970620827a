package dev.lanewise.graph;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An immutable list of ints: axes, strides, a permutation. */
public final class Ints {

    private static final Ints EMPTY = new Ints(new int[0]);

    private final int[] values;

    private Ints(int[] values) {
        this.values = values;
    }

    public static Ints of(int... values) {
        return values.length == 0 ? EMPTY : new Ints(values.clone());
    }

    /** Each value narrowed; throws {@link ArithmeticException} when one does not fit. */
    public static Ints of(long[] values) {
        return new Ints(Arrays.stream(values).mapToInt(Math::toIntExact).toArray());
    }

    /** {@code count} times {@code value}. */
    public static Ints filled(int count, int value) {
        var values = new int[count];
        Arrays.fill(values, value);
        return new Ints(values);
    }

    /** 0, 1, … {@code count} − 1. */
    public static Ints range(int count) {
        return new Ints(IntStream.range(0, count).toArray());
    }

    public int size() {
        return values.length;
    }

    public boolean isEmpty() {
        return values.length == 0;
    }

    public int get(int index) {
        return values[index];
    }

    public boolean contains(int value) {
        return indexOf(value) >= 0;
    }

    /** Place of the first {@code value}, or −1. */
    public int indexOf(int value) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == value) {
                return i;
            }
        }
        return -1;
    }

    public IntStream stream() {
        return Arrays.stream(values);
    }

    public int[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ints that && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return stream().mapToObj(Integer::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
