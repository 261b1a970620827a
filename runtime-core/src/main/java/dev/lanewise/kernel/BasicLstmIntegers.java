package dev.lanewise.kernel;

/**
 * The pieces of TFLite's basic LSTM kernel in integers: unsigned bytes around 128 in and out, 16-bit gates with 3 integer
 * bits and cells with 4.
 */
public final class BasicLstmIntegers {

    private static final int MIDDLE = 128;

    private BasicLstmIntegers() {}

    /**
     * Adds products of a row with columns {@code [from, from + depth)} of a matrix to {@code sums}, one for each row of
     * the matrix.
     *
     * @param width columns of the matrix
     * @param weightsZero what stands for 0 in it
     */
    public static void multiply(
            byte[] row,
            int ro,
            int depth,
            byte[] weights,
            int wo,
            int width,
            int weightsZero,
            int[] sums,
            int so,
            int n) {
        for (int i = 0; i < n; i++) {
            int at = wo + i * width;
            int sum = 0;
            for (int d = 0; d < depth; d++) {
                sum += ((row[ro + d] & 0xFF) - MIDDLE) * ((weights[at + d] & 0xFF) - weightsZero);
            }
            sums[so + i] += sum;
        }
    }

    /**
     * One step of {@code units} cells.
     *
     * @param sums of the input gate's units, the candidate's, the forget gate's and the output gate's
     * @param factor brings sums to gates
     */
    public static void step(
            int[] sums, int so, FixedPointFactor factor, short[] cells, int co, byte[] y, int yo, int units) {
        for (int i = 0; i < units; i++) {
            int input = FixedPointShorts.sigmoid(gate(sums[so + i], factor));
            int candidate = FixedPointShorts.tanh(gate(sums[so + units + i], factor), 3);
            int forget = FixedPointShorts.sigmoid(gate(sums[so + 2 * units + i], factor));
            int output = FixedPointShorts.sigmoid(gate(sums[so + 3 * units + i], factor));
            int added = FixedPoint.divideByPowerOfTwo(FixedPointShorts.product(input, candidate), 4);
            int cell = FixedPointShorts.saturated(added + FixedPointShorts.product(forget, cells[co + i]));
            cells[co + i] = (short) cell;
            int emitted = FixedPointShorts.tanh((short) FixedPointShorts.shiftLeft(cell, 1), 3);
            int rounded = FixedPoint.divideByPowerOfTwo(FixedPointShorts.product(output, emitted), 8);
            y[yo + i] = (byte) (MIDDLE + Math.clamp(rounded, Byte.MIN_VALUE, Byte.MAX_VALUE));
        }
    }

    private static short gate(int sum, FixedPointFactor factor) {
        return (short) FixedPointShorts.saturated(factor.times(sum));
    }
}
