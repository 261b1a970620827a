package dev.lanewise.kernel;

/** Rows of 8-bit integers divided by their Euclidean norm, in steps of 1/128 around {@code zero}. */
public final class NormalizeIntegers {

    private static final int STEPS = 7;

    private NormalizeIntegers() {}

    /** Rows {@code [from, to)} of {@code depth} integers; {@code offset} is the input's zero point. */
    public static void rows(
            NumberFormat format,
            int offset,
            int zero,
            byte[] x,
            int xo,
            byte[] y,
            int yo,
            int depth,
            int from,
            int to) {
        int mask = format.isSigned() ? -1 : 0xFF;
        for (int row = from; row < to; row++) {
            int at = row * depth;
            int squares = 0;
            for (int c = 0; c < depth; c++) {
                int value = (x[xo + at + c] & mask) - offset;
                squares += value * value;
            }
            var factor = FixedPointCurves.reciprocalRoot(squares);
            for (int c = 0; c < depth; c++) {
                int value = (x[xo + at + c] & mask) - offset;
                int scaled = format.isSigned()
                        ? FixedPoint.multiply(value, factor.multiplier(), factor.shift() + STEPS)
                        : FixedPoint.multiply(value << STEPS, factor.multiplier(), factor.shift());
                long stored = Math.min(format.greatest(), Math.max(format.least(), scaled + zero));
                y[yo + at + c] = (byte) stored;
            }
        }
    }
}
