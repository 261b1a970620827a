package dev.lanewise.kernel;

/** The pieces of an LSTM in integers: 8-bit inputs and weights, 16-bit gates and cells. TFLite's reference kernels. */
public final class LstmIntegers {

    private static final int NORM_BITS = 10;

    private LstmIntegers() {}

    /**
     * Adds rows times weights to 16-bit gates, saturated: {@code gates[row][column] += (bias[column] + sum(a[row] *
     * weights[column])) * factor}. Row {@code i} of a begins at {@code ao + i * lda}; gates are contiguous.
     */
    public static void accumulate(
            byte[] a,
            int ao,
            int lda,
            int rows,
            int depth,
            byte[] weights,
            int wo,
            int columns,
            int[] bias,
            FixedPointFactor factor,
            short[] gates,
            int go) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int sum = bias[column] + dot(a, ao + row * lda, weights, wo + column * depth, depth);
                int at = go + row * columns + column;
                gates[at] = saturated(factor.times(sum) + gates[at]);
            }
        }
    }

    /** Rows times weights, scaled, plus {@code zero}, saturated to 8 bits. Both matrices are contiguous. */
    public static void project(
            byte[] a,
            int ao,
            int rows,
            int depth,
            byte[] weights,
            int wo,
            int columns,
            int[] bias,
            FixedPointFactor factor,
            int zero,
            byte[] y,
            int yo) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int sum = bias[column] + dot(a, ao + row * depth, weights, wo + column * depth, depth);
                y[yo + row * columns + column] =
                        (byte) Math.clamp((long) factor.times(sum) + zero, Byte.MIN_VALUE, Byte.MAX_VALUE);
            }
        }
    }

    private static int dot(byte[] a, int ao, byte[] b, int bo, int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[ao + i] * b[bo + i];
        }
        return sum;
    }

    private static short saturated(int x) {
        return (short) Math.clamp(x, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    /** {@code gates += weights * cells * factor}, row by row, saturated. */
    public static void peep(
            short[] weights,
            int wo,
            short[] cells,
            int co,
            int rows,
            int width,
            FixedPointFactor factor,
            short[] gates,
            int go) {
        for (int i = 0; i < rows * width; i++) {
            int product = weights[wo + i % width] * cells[co + i];
            gates[go + i] = saturated(factor.times(product) + gates[go + i]);
        }
    }

    /**
     * Normalizes a row of gates in place, then scales it by weights and adds a bias.
     *
     * @param leastVariance used where the variance is 0
     */
    public static void normalize(
            short[] x,
            int xo,
            int n,
            short[] weights,
            int wo,
            int[] bias,
            int bo,
            FixedPointFactor factor,
            int leastVariance) {
        long sum = 0;
        long squares = 0;
        for (int i = 0; i < n; i++) {
            sum += x[xo + i];
            squares += x[xo + i] * x[xo + i];
        }
        int mean = (int) (sum * (1 << NORM_BITS) / n);
        long variance = squares * ((1 << 2 * NORM_BITS) / n) - (long) mean * mean;
        int whole = (int) (variance / (1 << 2 * NORM_BITS));
        FixedPointFactor inverse = FixedPointCurves.reciprocalRoot(whole < 1 ? leastVariance : whole);
        int half = 1 << NORM_BITS - 1;
        for (int i = 0; i < n; i++) {
            int shifted = (1 << NORM_BITS) * x[xo + i] - mean;
            long scaled = inverse.times(shifted) * weights[wo + i] + bias[bo + i];
            int rounded = (int) ((scaled > 0 ? scaled + half : scaled - half) / (1 << NORM_BITS));
            x[xo + i] = saturated(FixedPoint.multiply(rounded, factor.multiplier(), factor.shift() + 12));
        }
    }

    /** Sigmoids of {@code n} gates with 3 integer bits, in place; the results have none. */
    public static void sigmoid(short[] x, int xo, int n) {
        for (int i = xo; i < xo + n; i++) {
            x[i] = FixedPointShorts.sigmoid(x[i]);
        }
    }

    /** Hyperbolic tangents of {@code n} numbers with {@code integerBits}; the results have none. */
    public static void tanh(int integerBits, short[] x, int xo, short[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = FixedPointShorts.tanh(x[xo + i], integerBits);
        }
    }

    /**
     * {@code cells = forget * cells + admitted * candidate}, where cells have {@code 15 + cellScale} integer bits, the
     * rest none; clipped to {@code clip} on both sides unless it is 0. A gate of −1 stands for one minus the forget gate.
     */
    public static void update(
            short[] gates,
            int forget,
            int input,
            int candidate,
            int cellScale,
            int clip,
            short[] cells,
            int co,
            int n) {
        for (int i = 0; i < n; i++) {
            int kept = (short) FixedPoint.divideByPowerOfTwo(gates[forget + i] * cells[co + i], 15);
            int admitted = input < 0 ? Short.MAX_VALUE - gates[forget + i] : gates[input + i];
            int added = (short) FixedPoint.divideByPowerOfTwo(admitted * gates[candidate + i], 30 + cellScale);
            short next = saturated(kept + added);
            cells[co + i] = clip > 0 ? (short) Math.clamp(next, -clip, clip) : next;
        }
    }

    /** {@code y = a * b * factor + zero}, saturated to 8 bits. */
    public static void emit(
            short[] a, int ao, short[] b, int bo, FixedPointFactor factor, int zero, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            long value = (long) factor.times(a[ao + i] * b[bo + i]) + zero;
            y[yo + i] = (byte) Math.clamp(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
        }
    }
}
