package dev.lanewise.kernel;

/** The pieces of an LSTM in integers: 8-bit inputs and weights, 16-bit gates and cells. TFLite's reference kernels. */
public final class LstmIntegers {

    private static final int NORM_BITS = 10;

    private LstmIntegers() {}

    /** {@code gates[row][column] += (bias[column] + sums[row][column]) * factor}, saturated. */
    public static void accumulate(
            int[] sums, int so, int rows, int columns, int[] bias, FixedPointFactor factor, short[] gates, int go) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int i = row * columns + column;
                gates[go + i] = saturated(factor.times(bias[column] + sums[so + i]) + gates[go + i]);
            }
        }
    }

    /** {@code y[row][column] = (bias[column] + sums[row][column]) * factor + zero}, saturated to 8 bits. */
    public static void project(
            int[] sums,
            int so,
            int rows,
            int columns,
            int[] bias,
            FixedPointFactor factor,
            int zero,
            byte[] y,
            int yo) {
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int i = row * columns + column;
                long value = (long) factor.times(bias[column] + sums[so + i]) + zero;
                y[yo + i] = (byte) Math.clamp(value, Byte.MIN_VALUE, Byte.MAX_VALUE);
            }
        }
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

    /** A table of {@link FixedPointShorts#sigmoid} for all numbers, from the least. */
    public static short[] sigmoids() {
        var table = new short[1 << Short.SIZE];
        for (int i = 0; i < table.length; i++) {
            table[i] = FixedPointShorts.sigmoid((short) (i + Short.MIN_VALUE));
        }
        return table;
    }

    /** A table of {@link FixedPointShorts#tanh} for all numbers, from the least. */
    public static short[] tanhs(int integerBits) {
        var table = new short[1 << Short.SIZE];
        for (int i = 0; i < table.length; i++) {
            table[i] = FixedPointShorts.tanh((short) (i + Short.MIN_VALUE), integerBits);
        }
        return table;
    }

    /** Looks {@code n} numbers up in such a table. */
    public static void look(short[] table, short[] x, int xo, short[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = table[x[xo + i] - Short.MIN_VALUE];
        }
    }

    /**
     * {@code cells = forget * cells + admitted * candidate}, where cells have {@code 15 + cellScale} integer bits, the
     * rest none; clipped to {@code clip} on both sides unless it is 0. A gate of −1 stands for one minus the forget
     * gate.
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
