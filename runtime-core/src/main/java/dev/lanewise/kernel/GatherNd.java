package dev.lanewise.kernel;

/**
 * Takes blocks by tuples of indices: the last axis of the indices addresses as many axes of the data, behind those of
 * the batch. Planned once for the shapes. ONNX GatherND.
 */
public final class GatherNd {

    private final IndexTuples tuples;
    private final int perBatch;
    private final int batchStep;

    /** Plans for dense data; {@code tuplesPerBatch} tuples of {@code tupleLength} indices for each batch. */
    public GatherNd(int[] dataDims, int batchDims, int tuplesPerBatch, int tupleLength) {
        tuples = new IndexTuples(dataDims, batchDims, tupleLength);
        perBatch = tuplesPerBatch;
        int size = tuples.block();
        for (int i = 0; i < tupleLength; i++) {
            size *= dataDims[batchDims + i];
        }
        batchStep = size;
    }

    /** Elements in a block of the target. */
    public int block() {
        return tuples.block();
    }

    /** Gathers the blocks {@code [from, to)} of {@code batches * tuplesPerBatch}; indices are int[] or long[]. */
    public void run(Object source, int so, Object indices, int io, Object target, int o, int from, int to) {
        int block = tuples.block();
        for (int i = from; i < to; i++) {
            int at = so + i / perBatch * batchStep + tuples.offset(indices, io, i);
            System.arraycopy(source, at, target, o + i * block, block);
        }
    }
}
