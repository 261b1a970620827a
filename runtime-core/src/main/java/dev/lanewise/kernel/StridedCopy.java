package dev.lanewise.kernel;

/**
 * A copy between two strided views of the same shape, planned once and run many times: transpose, slice, split, concat,
 * expand (source stride zero), tile, reverse (negative stride). Source and destination are arrays of the same carrier;
 * the views may not overlap.
 *
 * <p>The plan drops axes of extent one, merges axes that lie behind one another in both views and puts the axis with
 * the smallest destination stride innermost. Work is split by {@link #rows}, of {@link #rowLength} elements each.
 */
public final class StridedCopy {

    private static final int INNER_AXES = 3;

    private final int[] dims;
    private final int[] sourceStrides;
    private final int[] targetStrides;
    private final int sourceBase;
    private final int targetBase;
    private final int rows;

    /** Plans a copy of {@code dims} elements from one view to the other; bases and strides are in elements. */
    public StridedCopy(int[] dims, int[] sourceStrides, int sourceBase, int[] targetStrides, int targetBase) {
        var axes = StridedAxes.simplify(dims, sourceStrides, targetStrides, INNER_AXES);
        this.dims = axes.dims;
        this.sourceStrides = axes.sourceStrides;
        this.targetStrides = axes.targetStrides;
        this.sourceBase = sourceBase;
        this.targetBase = targetBase;
        int count = 1;
        for (int i = 0; i < this.dims.length - 1; i++) {
            count *= this.dims[i];
        }
        rows = this.dims[this.dims.length - 1] == 0 ? 0 : count;
    }

    /** A permutation of axes into a dense target: {@code target axis i = source axis permutation[i]}. */
    public static StridedCopy transpose(int[] sourceDims, int[] permutation) {
        int[] strides = denseStrides(sourceDims);
        int[] dims = new int[sourceDims.length];
        int[] permuted = new int[sourceDims.length];
        for (int i = 0; i < dims.length; i++) {
            dims[i] = sourceDims[permutation[i]];
            permuted[i] = strides[permutation[i]];
        }
        return new StridedCopy(dims, permuted, 0, denseStrides(dims), 0);
    }

    /** Strides of a dense row-major array. */
    public static int[] denseStrides(int[] dims) {
        int[] strides = new int[dims.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= dims[i];
        }
        return strides;
    }

    /** Fills {@code length} elements with the one at {@code source[so]}, another array or this one. */
    public static void fill(Object source, int so, Object target, int to, int length) {
        StridedLoops.copy(source, so, 0, 0, target, to, 0, 1, 1, length);
    }

    /** Rows in which the work is split. */
    public int rows() {
        return rows;
    }

    /** Elements in a row. */
    public int rowLength() {
        return dims[dims.length - 1];
    }

    /** Whether the whole copy is one contiguous run in both arrays. */
    public boolean isContiguous() {
        int last = dims.length - 1;
        return rows <= 1 && (dims[last] <= 1 || (sourceStrides[last] == 1 && targetStrides[last] == 1));
    }

    /** Copies the rows {@code [from, to)}; the offsets come on top of the planned bases. */
    public void run(Object source, int so, Object target, int to, int fromRow, int toRow) {
        int last = dims.length - 1;
        int inner = dims[last - 1];
        int middle = dims[last - 2];
        int row = fromRow;
        while (row < toRow) {
            int line = row / inner;
            int outer = line / middle;
            int i = row % inner;
            int m = line % middle;
            int sourceOuter = so + sourceBase + outer(outer, sourceStrides);
            int targetOuter = to + targetBase + outer(outer, targetStrides);
            for (; m < middle && row < toRow; m++, i = 0) {
                int count = Math.min(inner - i, toRow - row);
                StridedLoops.copy(
                        source,
                        sourceOuter + m * sourceStrides[last - 2] + i * sourceStrides[last - 1],
                        sourceStrides[last - 1],
                        sourceStrides[last],
                        target,
                        targetOuter + m * targetStrides[last - 2] + i * targetStrides[last - 1],
                        targetStrides[last - 1],
                        targetStrides[last],
                        count,
                        dims[last]);
                row += count;
            }
        }
    }

    private int outer(int index, int[] strides) {
        int offset = 0;
        int rest = index;
        for (int axis = dims.length - 1 - INNER_AXES; axis >= 0; axis--) {
            offset += rest % dims[axis] * strides[axis];
            rest /= dims[axis];
        }
        return offset;
    }
}
