package dev.lanewise.kernel;

/**
 * A nearest-neighbour resize of any number of axes and any carrier, planned once: it moves blocks of the axes behind
 * the last resized one. Positions that take the extrapolation value are not written. Work is split by {@link #rows}.
 */
public final class ResizeNearest {

    private final int[] outputs;
    private final int[][] offsets;
    private final int block;
    private final int rows;

    /** Plans a resize of a dense array with these axes. */
    public ResizeNearest(ResizeAxis... axes) {
        int count = axes.length;
        int size = 1;
        while (count > 0 && axes[count - 1].isIdentity()) {
            size *= axes[--count].input();
        }
        block = size;
        int rank = Math.max(1, count);
        outputs = new int[rank];
        offsets = new int[rank][];
        int stride = block;
        for (int i = rank - 1; i >= 0; i--) {
            var axis = i < count ? axes[i] : ResizeAxis.identity(1);
            outputs[i] = axis.output();
            offsets[i] = new int[axis.output()];
            for (int position = 0; position < axis.output(); position++) {
                offsets[i][position] = axis.index(position, 0) < 0 ? -1 : axis.index(position, 0) * stride;
            }
            stride *= axis.input();
        }
        int outer = 1;
        for (int i = 0; i < rank - 1; i++) {
            outer *= outputs[i];
        }
        rows = outer;
    }

    /** Rows in which the work is split. */
    public int rows() {
        return rows;
    }

    /** Elements in an output row. */
    public int rowLength() {
        return outputs[outputs.length - 1] * block;
    }

    /** Resizes the rows {@code [from, to)}; source and target are arrays of the same carrier. */
    public void run(Object source, int so, Object target, int o, int from, int to) {
        int last = outputs.length - 1;
        for (int row = from; row < to; row++) {
            int base = so;
            int rest = row;
            boolean outside = false;
            for (int i = last - 1; i >= 0; i--) {
                int offset = offsets[i][rest % outputs[i]];
                rest /= outputs[i];
                outside |= offset < 0;
                base += offset;
            }
            if (!outside) {
                GatherLoops.blocks(source, base, offsets[last], 0, outputs[last], block, target, o + row * rowLength());
            }
        }
    }
}
