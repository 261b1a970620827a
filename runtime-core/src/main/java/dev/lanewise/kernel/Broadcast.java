package dev.lanewise.kernel;

import java.util.Arrays;

/**
 * How operands of an elementwise operation are walked when they broadcast as in NumPy: an outer loop over runs, in each
 * of which an operand either steps by one or stays. Dimensions that all operands treat alike are walked as one.
 */
public final class Broadcast {

    private final int[] outerDims;
    private final int[][] outerStrides;
    private final int runLength;
    private final int[] steps;
    private final int outerCount;

    /**
     * @param out dimensions of the result
     * @param operands dimensions of each operand, which broadcast to {@code out}
     */
    public Broadcast(int[] out, int[]... operands) {
        int rank = out.length;
        var strides = new int[operands.length][];
        for (int k = 0; k < operands.length; k++) {
            strides[k] = strides(operands[k], out);
        }
        var dims = new int[rank + 1];
        var merged = new int[operands.length][rank + 1];
        int count = 0;
        for (int axis = 0; axis < rank; axis++) {
            if (out[axis] == 1) {
                continue;
            }
            if (count > 0 && contiguous(strides, merged, count - 1, axis, out[axis])) {
                dims[count - 1] *= out[axis];
            } else {
                dims[count++] = out[axis];
            }
            for (int k = 0; k < operands.length; k++) {
                merged[k][count - 1] = strides[k][axis];
            }
        }
        boolean runs = count > 0 && fits(merged, count - 1);
        runLength = runs ? dims[count - 1] : 1;
        steps = new int[operands.length];
        for (int k = 0; k < operands.length; k++) {
            steps[k] = runs ? merged[k][count - 1] : 0;
        }
        int outer = runs ? count - 1 : count;
        outerDims = Arrays.copyOf(dims, outer);
        outerStrides = new int[operands.length][];
        for (int k = 0; k < operands.length; k++) {
            outerStrides[k] = Arrays.copyOf(merged[k], outer);
        }
        outerCount = Arrays.stream(outerDims).reduce(1, Math::multiplyExact);
    }

    private static int[] strides(int[] dims, int[] out) {
        var strides = new int[out.length];
        int stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            int axis = out.length - dims.length + i;
            strides[axis] = dims[i] == 1 ? 0 : stride;
            stride *= dims[i];
        }
        return strides;
    }

    private static boolean contiguous(int[][] strides, int[][] merged, int last, int axis, int dim) {
        for (int k = 0; k < strides.length; k++) {
            if (merged[k][last] != strides[k][axis] * dim) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(int[][] merged, int last) {
        for (int[] strides : merged) {
            if (strides[last] > 1) {
                return false;
            }
        }
        return true;
    }

    /** Number of runs. */
    public int runs() {
        return outerCount;
    }

    /** Elements of the result in each run. */
    public int runLength() {
        return runLength;
    }

    /** 1 when operand {@code k} steps within a run, 0 when it stays. */
    public int step(int k) {
        return steps[k];
    }

    /** First element of operand {@code k} in run {@code run}. */
    public int offset(int k, int run) {
        int offset = 0;
        int rest = run;
        int[] strides = outerStrides[k];
        for (int axis = outerDims.length - 1; axis >= 0; axis--) {
            int dim = outerDims[axis];
            int quotient = rest / dim;
            offset += (rest - quotient * dim) * strides[axis];
            rest = quotient;
        }
        return offset;
    }
}
