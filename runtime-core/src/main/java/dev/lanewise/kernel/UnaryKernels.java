package dev.lanewise.kernel;

/** {@link UnaryFunction}s over runs of numbers. Source and destination may be the same run. */
public final class UnaryKernels {

    private UnaryKernels() {}

    /** Applies {@code f} to {@code n} floats. */
    public static void apply(UnaryFunction f, float alpha, float beta, float[] x, int xo, float[] y, int yo, int n) {
        int done = Twins.simd() ? UnarySimd.apply(f, alpha, beta, x, xo, y, yo, n) : 0;
        UnaryScalar.apply(f, alpha, beta, x, xo + done, y, yo + done, n - done);
    }

    /** Applies {@code f} to {@code n} doubles. */
    public static void apply(
            UnaryFunction f, double alpha, double beta, double[] x, int xo, double[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            y[yo + i] = UnaryScalar.of(f, alpha, beta, x[xo + i]);
        }
    }

    /** Applies {@code f}, one that gives integers, to {@code n} ints. */
    public static void apply(UnaryFunction f, double alpha, double beta, int[] x, int xo, int[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            int v = x[xo + i];
            y[yo + i] = switch (f) {
                case ABS -> Math.abs(v);
                case NEGATE -> -v;
                case SIGN -> Integer.signum(v);
                case SQUARE -> v * v;
                case BITWISE_NOT -> ~v;
                case FLOOR, CEIL, ROUND -> v;
                default -> (int) UnaryScalar.of(f, alpha, beta, v);
            };
        }
    }

    /** Applies {@code f}, one that gives integers, to {@code n} longs. */
    public static void apply(UnaryFunction f, double alpha, double beta, long[] x, int xo, long[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            long v = x[xo + i];
            y[yo + i] = switch (f) {
                case ABS -> Math.abs(v);
                case NEGATE -> -v;
                case SIGN -> Long.signum(v);
                case SQUARE -> v * v;
                case BITWISE_NOT -> ~v;
                case FLOOR, CEIL, ROUND -> v;
                default -> (long) UnaryScalar.of(f, alpha, beta, v);
            };
        }
    }

    /** Applies {@code f}, one that gives integers, to {@code n} unsigned longs. */
    public static void applyUnsigned(
            UnaryFunction f, double alpha, double beta, long[] x, int xo, long[] y, int yo, int n) {
        switch (f) {
            case ABS -> System.arraycopy(x, xo, y, yo, n);
            case SIGN -> {
                for (int i = 0; i < n; i++) {
                    y[yo + i] = x[xo + i] == 0 ? 0 : 1;
                }
            }
            default -> apply(f, alpha, beta, x, xo, y, yo, n);
        }
    }

    /** Applies {@code f} to {@code n} bytes. */
    public static void apply(UnaryFunction f, byte[] x, int xo, byte[] y, int yo, int n) {
        for (int i = 0; i < n; i++) {
            byte v = x[xo + i];
            y[yo + i] = (byte) (f == UnaryFunction.NOT ? (v == 0 ? 1 : 0) : ~v);
        }
    }
}
