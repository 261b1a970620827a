package dev.lanewise.kernel;

/** Softmax of rows of 8-bit or 16-bit integers without floating point, as TFLite's reference kernels compute it. */
public final class SoftmaxIntegers {

    private static final int DIFFERENCE_BITS = 5;
    private static final int SUM_BITS = 12;
    private static final int RANGE = 65535;

    private SoftmaxIntegers() {}

    /**
     * Exponentials, with no integer bits, of how far 8-bit integers are below the largest of their row; 0 where that
     * is too far to count.
     */
    public record Exponentials(int[] below) {

        /** For integers in steps of {@code scale} that are multiplied by {@code beta}. */
        public static Exponentials of(double scale, double beta) {
            double factor = Math.min(beta * scale * (1 << 31 - DIFFERENCE_BITS), Integer.MAX_VALUE);
            var fixed = FixedPointFactor.of(factor);
            double radius =
                    ((1 << DIFFERENCE_BITS) - 1.0) * (1L << 31 - DIFFERENCE_BITS) / Math.scalb(1.0, fixed.shift());
            var below = new int[1 << Byte.SIZE];
            for (int i = 0; i < Math.min(below.length, Math.floor(radius) + 1); i++) {
                int scaled = FixedPoint.highProduct(-i << fixed.shift(), fixed.multiplier());
                below[i] = FixedPointCurves.exp(scaled, DIFFERENCE_BITS);
            }
            return new Exponentials(below);
        }
    }

    /** Rows {@code [from, to)} of {@code depth} 8-bit integers; results of 8 or 16 bits begin at their least value. */
    public static void rows(
            Exponentials exponentials,
            boolean signed,
            byte[] x,
            int xo,
            NumberFormat format,
            Object y,
            int yo,
            int depth,
            int from,
            int to) {
        int mask = signed ? -1 : 0xFF;
        int least = (int) format.least();
        int greatest = (int) format.greatest();
        int[] below = exponentials.below;
        for (int row = from; row < to; row++) {
            int at = row * depth;
            int max = Integer.MIN_VALUE;
            for (int c = 0; c < depth; c++) {
                max = Math.max(max, x[xo + at + c] & mask);
            }
            int sum = 0;
            for (int c = 0; c < depth; c++) {
                sum += FixedPoint.divideByPowerOfTwo(below[max - (x[xo + at + c] & mask)], SUM_BITS);
            }
            int headroom = Integer.numberOfLeadingZeros(sum);
            int scale = FixedPointCurves.reciprocalOfOneAnd((sum << headroom) - Integer.MIN_VALUE);
            int exponent = SUM_BITS - headroom + 31 - format.bits();
            for (int c = 0; c < depth; c++) {
                int product = FixedPoint.highProduct(scale, below[max - (x[xo + at + c] & mask)]);
                int value = FixedPoint.divideByPowerOfTwo(product, exponent);
                int stored = Math.min(greatest, Math.max(least, value + least));
                if (y instanceof byte[] bytes) {
                    bytes[yo + at + c] = (byte) stored;
                } else {
                    ((short[]) y)[yo + at + c] = (short) stored;
                }
            }
        }
    }

    /** What 16-bit softmax looks up. */
    public record Tables(FixedPointFactor scaling, InterpolatedTable exp, InterpolatedTable reciprocal) {

        /** For integers in steps of {@code scale} that are multiplied by {@code beta}. */
        public static Tables of(float scale, float beta) {
            return new Tables(
                    FixedPointFactor.of(scale * beta / (10.0 / RANGE)),
                    InterpolatedTable.of(Math::exp, 10.0 / RANGE, Short.MAX_VALUE, 2.0 / RANGE, 0, false),
                    InterpolatedTable.of(v -> 1 / (1 + v), 1.0 / RANGE, Short.MIN_VALUE, 2.0 / RANGE, 0, false));
        }
    }

    /** Rows {@code [from, to)} of {@code depth} 16-bit integers. */
    public static void rows(Tables tables, short[] x, int xo, short[] y, int yo, int depth, int from, int to) {
        for (int row = from; row < to; row++) {
            int at = row * depth;
            int max = Short.MIN_VALUE;
            for (int c = 0; c < depth; c++) {
                max = Math.max(max, x[xo + at + c]);
            }
            int sum = 0;
            for (int c = 0; c < depth; c++) {
                int difference = tables.scaling.times(x[xo + at + c] - max);
                int exp = tables.exp.at(clamp(difference + Short.MAX_VALUE));
                y[yo + at + c] = (short) exp;
                sum += exp;
            }
            int headroom = Integer.numberOfLeadingZeros(sum);
            int shifted = (int) (((long) sum << headroom - 1) + (1 << 13) >> 14);
            int reciprocal = tables.reciprocal.at(clamp(shifted - (1 << 15) - (1 << 16)));
            int right = 31 - headroom;
            for (int c = 0; c < depth; c++) {
                long product = (long) y[yo + at + c] * reciprocal + (1L << right - 1) >> right;
                y[yo + at + c] = (short) Math.min(Short.MAX_VALUE, Math.max(0, product));
            }
        }
    }

    private static int clamp(int value) {
        return Math.min(Short.MAX_VALUE, Math.max(Short.MIN_VALUE, value));
    }
}
