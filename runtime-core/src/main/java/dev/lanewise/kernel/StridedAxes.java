package dev.lanewise.kernel;

/** The axes of a copy between strided views, outermost first. */
final class StridedAxes {

    final int[] dims;
    final int[] sourceStrides;
    final int[] targetStrides;

    private StridedAxes(int[] dims, int[] sourceStrides, int[] targetStrides) {
        this.dims = dims;
        this.sourceStrides = sourceStrides;
        this.targetStrides = targetStrides;
    }

    /**
     * The same copy with as few axes as possible, but at least {@code least} (outer ones of extent one are added). The
     * target walks in order, and where its run is scattered in the source, the axis that is dense there comes next, so
     * that the two innermost axes can go by tiles.
     */
    static StridedAxes simplify(int[] dims, int[] sourceStrides, int[] targetStrides, int least) {
        int[] d = new int[dims.length + least];
        int[] s = new int[d.length];
        int[] t = new int[d.length];
        int count = 0;
        for (int i = 0; i < dims.length; i++) {
            if (dims[i] != 1) {
                d[count] = dims[i];
                s[count] = sourceStrides[i];
                t[count++] = targetStrides[i];
            }
        }
        sortByTarget(d, s, t, count);
        count = merge(d, s, t, count);
        bringDenseSourceInward(d, s, t, count);
        int rank = Math.max(count, least);
        int added = rank - count;
        int[] outDims = new int[rank];
        int[] outSource = new int[rank];
        int[] outTarget = new int[rank];
        for (int i = 0; i < rank; i++) {
            outDims[i] = i < added ? 1 : d[i - added];
            outSource[i] = i < added ? 0 : s[i - added];
            outTarget[i] = i < added ? 0 : t[i - added];
        }
        return new StridedAxes(outDims, outSource, outTarget);
    }

    private static void sortByTarget(int[] d, int[] s, int[] t, int count) {
        for (int i = 1; i < count; i++) {
            for (int j = i; j > 0 && Math.abs(t[j - 1]) < Math.abs(t[j]); j--) {
                swap(d, j);
                swap(s, j);
                swap(t, j);
            }
        }
    }

    private static int merge(int[] d, int[] s, int[] t, int count) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            int before = kept - 1;
            if (kept > 0 && s[before] == s[i] * d[i] && t[before] == t[i] * d[i]) {
                d[before] *= d[i];
                s[before] = s[i];
                t[before] = t[i];
            } else {
                d[kept] = d[i];
                s[kept] = s[i];
                t[kept++] = t[i];
            }
        }
        return kept;
    }

    private static void bringDenseSourceInward(int[] d, int[] s, int[] t, int count) {
        if (count < 2 || s[count - 1] == 1 || s[count - 1] == 0) {
            return;
        }
        for (int i = 0; i < count - 2; i++) {
            if (s[i] == 1) {
                for (int j = i + 1; j < count - 1; j++) {
                    swap(d, j);
                    swap(s, j);
                    swap(t, j);
                }
                return;
            }
        }
    }

    private static void swap(int[] array, int at) {
        int value = array[at];
        array[at] = array[at - 1];
        array[at - 1] = value;
    }
}
