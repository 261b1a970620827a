package dev.lanewise.tflite.writer;

import dev.lanewise.tflite.file.Options;
import java.util.Arrays;

/** Regular parts of tensors. */
final class Slices {

    private Slices() {}

    /** What STRIDED_SLICE is given. */
    private static final class Ranges {
        final int[] begins;
        final int[] ends;
        final int[] steps;
        int beginMask;
        int endMask;

        Ranges(int rank) {
            begins = new int[rank];
            ends = new int[rank];
            steps = new int[rank];
            Arrays.fill(steps, 1);
            beginMask = (1 << rank) - 1;
            endMask = beginMask;
        }

        /** From {@code begin} to before {@code end}; both count from the end when negative, and are bounded. */
        void set(int axis, long extent, long begin, long end, long step) {
            begins[axis] = Math.toIntExact(Math.clamp(begin, Integer.MIN_VALUE, Integer.MAX_VALUE));
            ends[axis] = Math.toIntExact(Math.clamp(end, Integer.MIN_VALUE, Integer.MAX_VALUE));
            steps[axis] = Math.toIntExact(step);
            int bit = 1 << axis;
            boolean fromEdge = step > 0
                    ? begin == 0 || extent >= 0 && begin <= -extent
                    : begin == -1 || begin >= (extent < 0 ? Integer.MAX_VALUE : extent - 1);
            boolean toEdge = step > 0
                    ? end >= (extent < 0 ? Integer.MAX_VALUE : extent)
                    : end < (extent < 0 ? -(long) Integer.MAX_VALUE : -extent);
            beginMask = fromEdge ? beginMask | bit : beginMask & ~bit;
            endMask = toEdge ? endMask | bit : endMask & ~bit;
        }
    }

    /** A slice with ranges known beforehand. */
    static int write(NodeWriter on) {
        int x = on.in(0);
        int rank = on.rank(x);
        long[] begins = on.longs(1);
        long[] ends = on.longs(2);
        long[] axes = on.has(3) ? on.longs(3) : null;
        long[] steps = on.has(4) ? on.longs(4) : null;
        var ranges = new Ranges(rank);
        for (int i = 0; i < begins.length; i++) {
            int axis = axes == null ? i : on.axis(Math.toIntExact(axes[i]), x);
            ranges.set(axis, on.extent(x, axis), begins[i], ends[i], steps == null ? 1 : steps[i]);
        }
        if (rank > 5) {
            throw on.unsupported("slices " + rank + " dimensions, TFLite 5");
        }
        var options = Options.of().int32(0, ranges.beginMask).int32(1, ranges.endMask);
        return on.add(
                "STRIDED_SLICE",
                options,
                on.type(x),
                on.outputShape(0),
                x,
                on.vector(ranges.begins),
                on.vector(ranges.ends),
                on.vector(ranges.steps));
    }
}
