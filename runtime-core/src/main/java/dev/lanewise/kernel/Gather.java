package dev.lanewise.kernel;

/**
 * Takes blocks from one axis by index, {@code [outer][axis][block]} to {@code [outer][count][block]}, for any carrier.
 * A bad index is an {@link IndexOutOfBoundsException} that names it, its position and the axis's length. ONNX Gather.
 */
public final class Gather {

    private Gather() {}

    /** Gathers the target's blocks {@code [from, to)} of {@code outer * count}; indices are int[] or long[]. */
    public static void run(
            Object source,
            int so,
            int axis,
            int block,
            Object indices,
            int io,
            int count,
            Object target,
            int o,
            int from,
            int to) {
        int at = from;
        while (at < to) {
            int position = at % count;
            int length = Math.min(count - position, to - at);
            int base = so + at / count * axis * block;
            if (block == 1) {
                GatherLoops.pick(source, base, 0, 1, indices, io + position, axis, target, o + at, length);
            } else {
                for (int i = 0; i < length; i++) {
                    int index = GatherIndices.at(indices, io + position + i, axis);
                    System.arraycopy(source, base + index * block, target, o + (at + i) * block, block);
                }
            }
            at += length;
        }
    }
}
