package dev.lanewise.kernel;

import java.util.Arrays;

/** Offsets of blocks that tuples of indices address. */
final class IndexTuples {

    private final int[] lengths;
    private final int[] steps;
    private final int block;

    IndexTuples(int[] dataDims, int batchDims, int tupleLength) {
        int[] strides = StridedCopy.denseStrides(dataDims);
        lengths = Arrays.copyOfRange(dataDims, batchDims, batchDims + tupleLength);
        steps = Arrays.copyOfRange(strides, batchDims, batchDims + tupleLength);
        int size = 1;
        for (int i = batchDims + tupleLength; i < dataDims.length; i++) {
            size *= dataDims[i];
        }
        block = size;
    }

    /** Elements in an addressed block. */
    int block() {
        return block;
    }

    /** The offset that tuple {@code number} addresses. */
    int offset(Object indices, int io, int number) {
        int offset = 0;
        for (int i = 0; i < lengths.length; i++) {
            offset += GatherIndices.at(indices, io + number * lengths.length + i, lengths[i]) * steps[i];
        }
        return offset;
    }
}
