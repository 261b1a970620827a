package dev.lanewise.kernel;

/** Indices in an {@code int[]} or {@code long[]}, negative ones counted from the end. */
final class GatherIndices {

    private GatherIndices() {}

    /** The index at a position, checked against the length of its axis. */
    static int at(Object indices, int position, int length) {
        long index = indices instanceof int[] ints ? ints[position] : ((long[]) indices)[position];
        long wrapped = index < 0 ? index + length : index;
        if (wrapped < 0 || wrapped >= length) {
            throw outside(index, position, length);
        }
        return (int) wrapped;
    }

    private static IndexOutOfBoundsException outside(long index, int position, int length) {
        return new IndexOutOfBoundsException(
                "index " + index + " at position " + position + " is outside an axis of length " + length);
    }
}
