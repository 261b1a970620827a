package dev.lanewise.quant;

import java.util.Arrays;

/**
 * Channels that can only go together, such as those that a residual addition adds. A unit is a number; units that were
 * joined have the same root. A fixed unit stays.
 */
final class ChannelUnits {

    /** Takes the place of a unit where something cannot go. */
    static final int NONE = -1;

    private int[] parents = new int[64];
    private boolean[] fixed = new boolean[64];
    private int size;

    /** So many new units. */
    int[] create(int count) {
        if (size + count > parents.length) {
            parents = Arrays.copyOf(parents, Math.max(size + count, 2 * parents.length));
            fixed = Arrays.copyOf(fixed, parents.length);
        }
        var units = new int[count];
        for (int i = 0; i < count; i++) {
            units[i] = size;
            parents[size] = size++;
        }
        return units;
    }

    /** Number of units, joined ones counted one by one. */
    int size() {
        return size;
    }

    /** What all units joined with {@code unit} have in common. */
    int root(int unit) {
        int root = unit;
        while (parents[root] != root) {
            parents[root] = parents[parents[root]];
            root = parents[root];
        }
        return root;
    }

    /** Makes two units one; what is joined with {@link #NONE} is fixed. */
    private void join(int a, int b) {
        if (a == NONE || b == NONE) {
            fix(a);
            fix(b);
            return;
        }
        int rootA = root(a);
        int rootB = root(b);
        fixed[rootA] |= fixed[rootB];
        parents[rootB] = rootA;
    }

    /** Joins units pairwise. */
    void join(int[] a, int[] b) {
        for (int i = 0; i < a.length; i++) {
            join(a[i], b[i]);
        }
    }

    private void fix(int unit) {
        if (unit != NONE) {
            fixed[root(unit)] = true;
        }
    }

    /** Says that units must stay. */
    void fix(int[] units) {
        for (int unit : units) {
            fix(unit);
        }
    }

    boolean isFixed(int unit) {
        return unit == NONE || fixed[root(unit)];
    }
}
