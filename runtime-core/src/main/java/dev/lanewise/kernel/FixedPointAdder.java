package dev.lanewise.kernel;

/**
 * Sums of integers of different scales, held in floats, as TFLite's integer kernels define them: {@code clamp(((a <<
 * left) * first ± (b << left) * second) * factor + zero, low, high)}. Like {@link Rescaling}, computed in floats, and
 * in whole numbers where floats leave a doubt.
 */
public final class FixedPointAdder {

    /** The largest magnitude of a summand. */
    private static final int LARGEST = 255;

    /** Sums this close to the middle between two integers at most are computed again. */
    private static final double MOST_DOUBT = 0x1p-6;

    /** The largest distance of a result from its zero. */
    private static final int RANGE = 256;

    private final int zero;
    private final int low;
    private final int high;
    private final boolean subtract;
    private final int left;
    private final FixedPointFactor first;
    private final FixedPointFactor second;
    private final FixedPointFactor factor;
    private final double realFirst;
    private final double realSecond;
    private final double doubt;

    public FixedPointAdder(
            int zero,
            int low,
            int high,
            boolean subtract,
            int left,
            FixedPointFactor first,
            FixedPointFactor second,
            FixedPointFactor factor) {
        this.zero = zero;
        this.low = low;
        this.high = high;
        this.subtract = subtract;
        this.left = left;
        this.first = first;
        this.second = second;
        this.factor = factor;
        double step = real(factor);
        realFirst = real(first) * step * (1 << left);
        realSecond = real(second) * step * (1 << left) * (subtract ? -1 : 1);
        double largest = LARGEST * (Math.abs(realFirst) + Math.abs(realSecond));
        doubt = 4 * step + Math.scalb(largest + RANGE, -22);
    }

    private static double real(FixedPointFactor factor) {
        return Math.scalb((double) factor.multiplier(), factor.shift() - 31);
    }

    /** Whether floats are a help: results must be near their zero, and doubts few. */
    public boolean suits() {
        return doubt <= MOST_DOUBT && low - zero >= -RANGE && high - zero <= RANGE;
    }

    /** Adds {@code length} elements; {@code y} may be one of the others. */
    public void run(float[] a, int ao, float[] b, int bo, float[] y, int yo, int length) {
        int done = 0;
        if (Twins.simd()) {
            done = length - length % Isa.LANES;
            RescaleSimd.sums(
                    this,
                    a,
                    ao,
                    b,
                    bo,
                    y,
                    yo,
                    (float) realFirst,
                    (float) realSecond,
                    (float) doubt,
                    zero,
                    low,
                    high,
                    done);
        }
        exactly(a, ao + done, b, bo + done, y, yo + done, length - done);
    }

    /** Elements one by one in whole numbers. */
    void exactly(float[] a, int ao, float[] b, int bo, float[] y, int yo, int length) {
        for (int i = 0; i < length; i++) {
            int one = first.times((int) a[ao + i] << left);
            int other = second.times((int) b[bo + i] << left);
            int sum = factor.times(subtract ? one - other : one + other);
            y[yo + i] = Math.min(high, Math.max(low, sum + zero));
        }
    }
}
