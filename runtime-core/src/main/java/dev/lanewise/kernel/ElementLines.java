package dev.lanewise.kernel;

/** Where rows of an index tensor lie in the data {@link GatherElements} reads and {@link ScatterElements} writes. */
final class ElementLines {

    private final int[] indexDims;
    private final int[] strides;
    private final int axis;
    private final int axisLength;
    private final int length;
    private final int rows;

    ElementLines(int[] dataDims, int[] indexDims, int axis) {
        this.indexDims = indexDims.clone();
        this.axis = axis;
        strides = StridedCopy.denseStrides(dataDims);
        axisLength = dataDims[axis];
        length = indexDims[indexDims.length - 1];
        int count = 1;
        for (int i = 0; i < indexDims.length - 1; i++) {
            count *= indexDims[i];
        }
        rows = count;
    }

    int rows() {
        return rows;
    }

    /** Indices in a row. */
    int length() {
        return length;
    }

    int axisLength() {
        return axisLength;
    }

    /** Distance in the data between neighbours on the axis. */
    int axisStep() {
        return strides[axis];
    }

    /** Distance in the data between neighbours of a row, apart from what their indices say. */
    int lineStep() {
        return axis == indexDims.length - 1 ? 0 : 1;
    }

    /** Rows that share their coordinates on the axes before the indexed one. */
    int rowsBehindAxis() {
        int count = 1;
        for (int i = axis; i < indexDims.length - 1; i++) {
            count *= indexDims[i];
        }
        return count;
    }

    /** Where a row starts in the data, for index zero. */
    int base(int row) {
        int base = 0;
        int rest = row;
        for (int i = indexDims.length - 2; i >= 0; i--) {
            base += i == axis ? 0 : rest % indexDims[i] * strides[i];
            rest /= indexDims[i];
        }
        return base;
    }
}
