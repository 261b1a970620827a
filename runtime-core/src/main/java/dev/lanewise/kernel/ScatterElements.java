package dev.lanewise.kernel;

/**
 * Writes or combines one element for every index, along one axis: {@code y[index[i][j]][j] = update[i][j]} for axis 0,
 * in order of the updates. The target holds the data beforehand. Work is split by {@link #units}, the positions before
 * the axis, so that equal indices stay together. ONNX ScatterElements.
 */
public final class ScatterElements {

    private final ElementLines lines;

    /** Plans for dense data and dense indices and updates, no longer than the data on the other axes. */
    public ScatterElements(int[] dataDims, int[] indexDims, int axis) {
        lines = new ElementLines(dataDims, indexDims, axis);
    }

    /** Units in which the work is split. */
    public int units() {
        return lines.rows() / Math.max(1, lines.rowsBehindAxis());
    }

    /** Overwrites the target for the units {@code [from, to)}, any carrier; indices are int[] or long[]. */
    public void run(Object updates, int uo, Object indices, int io, Object target, int o, int from, int to) {
        int rows = lines.rowsBehindAxis();
        for (int row = from * rows; row < to * rows; row++) {
            int at = row * lines.length();
            int base = o + lines.base(row);
            for (int i = 0; i < lines.length(); i++) {
                int out = base + offset(i, indices, io + at + i);
                System.arraycopy(updates, uo + at + i, target, out, 1);
            }
        }
    }

    /** Combines updates with the target for the units {@code [from, to)}. */
    public void run(
            NumberFormat format,
            ScatterReduction reduction,
            Object updates,
            int uo,
            Object indices,
            int io,
            Object target,
            int o,
            int from,
            int to) {
        int rows = lines.rowsBehindAxis();
        for (int row = from * rows; row < to * rows; row++) {
            int at = row * lines.length();
            int base = o + lines.base(row);
            for (int i = 0; i < lines.length(); i++) {
                int out = base + offset(i, indices, io + at + i);
                ScatterLoops.combine(format, reduction, updates, uo + at + i, target, out, 1);
            }
        }
    }

    private int offset(int i, Object indices, int position) {
        int index = GatherIndices.at(indices, position, lines.axisLength());
        return i * lines.lineStep() + index * lines.axisStep();
    }
}
