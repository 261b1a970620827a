package dev.lanewise.op.text;

import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A set of n-grams of integers or strings, each with a number, as a tree whose branches are items. */
public final class NGrams {

    /** A place in the tree; {@code number} is −1 where no n-gram ends. */
    static final class Branch {
        private final Map<Object, Branch> next = new HashMap<>();
        private int number = -1;

        @Nullable
        Branch next(Object item) {
            return next.get(item);
        }

        int number() {
            return number;
        }
    }

    private final Branch root = new Branch();

    /** Adds the n-gram of {@code length} items of {@code pool}, INT64 or STRING, from {@code start} on. */
    public void add(Tensor pool, int start, int length, int number) {
        Branch branch = root;
        for (int i = start; i < start + length; i++) {
            branch = branch.next.computeIfAbsent(item(pool.array(), i), item -> new Branch());
        }
        branch.number = number;
    }

    /**
     * An n-gram of the set.
     *
     * @param items Longs or Strings
     */
    public record Entry(List<Object> items, int number) {

        public Entry {
            items = List.copyOf(items);
        }
    }

    /** All n-grams, in no particular order. */
    public List<Entry> entries() {
        var entries = new ArrayList<Entry>();
        collect(root, List.of(), entries);
        return entries;
    }

    private static void collect(Branch branch, List<Object> items, List<Entry> entries) {
        if (branch.number >= 0) {
            entries.add(new Entry(items, branch.number));
        }
        branch.next.forEach((item, next) -> {
            var longer = new ArrayList<>(items);
            longer.add(item);
            collect(next, longer, entries);
        });
    }

    Branch root() {
        return root;
    }

    /** Element {@code index} of an array of integers or strings. */
    static Object item(Object array, int index) {
        return switch (array) {
            case long[] a -> a[index];
            case int[] a -> (long) a[index];
            case String[] a -> a[index];
            default -> throw new IllegalArgumentException(array.getClass().getName());
        };
    }
}
