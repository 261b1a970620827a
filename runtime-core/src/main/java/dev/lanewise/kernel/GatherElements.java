package dev.lanewise.kernel;

/**
 * Takes one element for every index, along one axis: {@code y[i][j] = x[index[i][j]][j]} for axis 0. Planned once for
 * the shapes; work is split by {@link #rows} of the index tensor. ONNX GatherElements.
 */
public final class GatherElements {

    private final ElementLines lines;

    /** Plans for dense data and dense indices, which are no longer than the data on the other axes. */
    public GatherElements(int[] dataDims, int[] indexDims, int axis) {
        lines = new ElementLines(dataDims, indexDims, axis);
    }

    /** Rows in which the work is split. */
    public int rows() {
        return lines.rows();
    }

    /** Gathers the rows {@code [from, to)}; indices are int[] or long[]. */
    public void run(Object source, int so, Object indices, int io, Object target, int o, int from, int to) {
        for (int row = from; row < to; row++) {
            int at = row * lines.length();
            GatherLoops.pick(
                    source,
                    so + lines.base(row),
                    lines.lineStep(),
                    lines.axisStep(),
                    indices,
                    io + at,
                    lines.axisLength(),
                    target,
                    o + at,
                    lines.length());
        }
    }
}
