package dev.lanewise.kernel;

/**
 * Writes or combines blocks where tuples of indices point, in order of the updates. The target holds the data
 * beforehand. Work is split by the elements of a block, so that equal tuples stay together. ONNX ScatterND.
 */
public final class ScatterNd {

    private final IndexTuples tuples;
    private final int count;

    /** Plans for dense data and {@code count} tuples of {@code tupleLength} indices. */
    public ScatterNd(int[] dataDims, int count, int tupleLength) {
        tuples = new IndexTuples(dataDims, 0, tupleLength);
        this.count = count;
    }

    /** Elements in a block, in which the work is split. */
    public int block() {
        return tuples.block();
    }

    /** Overwrites the elements {@code [from, to)} of every block, any carrier; indices are int[] or long[]. */
    public void run(Object updates, int uo, Object indices, int io, Object target, int o, int from, int to) {
        for (int i = 0; i < count; i++) {
            int out = o + tuples.offset(indices, io, i) + from;
            System.arraycopy(updates, uo + i * tuples.block() + from, target, out, to - from);
        }
    }

    /** Combines the elements {@code [from, to)} of every block with the target. */
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
        for (int i = 0; i < count; i++) {
            int out = o + tuples.offset(indices, io, i) + from;
            int in = uo + i * tuples.block() + from;
            ScatterLoops.combine(format, reduction, updates, in, target, out, to - from);
        }
    }
}
