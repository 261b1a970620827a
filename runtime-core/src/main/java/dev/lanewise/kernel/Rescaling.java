package dev.lanewise.kernel;

import dev.lanewise.kernel.RescaleKernels.Factors;
import dev.lanewise.kernel.RescaleKernels.Target;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sums of integers, held in floats of at most 2^24, brought to the steps of another scale and held in floats again,
 * with a factor for each channel: {@code clamp(round(x * factor) + zero, low, high)}. In fixed point and in doubles the
 * results are exactly those of {@link RescaleKernels}: they are computed in floats, and again in whole numbers where a
 * product comes so close to the middle between two integers that floats do not tell on which side it is.
 */
public final class Rescaling {

    /**
     * How far from the middle between two integers products of at most 256 are safe: half a unit in the last place of
     * the factor, 2^-16 of such a product, and half of one of the rounded product, 2^-17.
     */
    static final float DOUBT = 0x1p-15f;

    /** The largest distance of a result from its zero. */
    private static final int RANGE = 256;

    /** The largest power of two that sums are multiplied by before the multiplier, without overflow. */
    private static final int MOST_SHIFT = 6;

    /** How many rows make it worth to load factors into registers. */
    private static final int ROWS = 8;

    /** Factors are repeated until they fill whole steps, if these are no more floats. */
    private static final int LONGEST_PERIOD = 4096;

    private final RescaleArithmetic arithmetic;
    private final int channels;
    private final int period;
    private final float[] factors;
    private final float[] nudges;
    private final Factors exact;
    private final int zero;
    private final int low;
    private final int high;

    private Rescaling(Factors exact, Target target, int channels) {
        arithmetic = exact.arithmetic();
        this.channels = isUniform(exact) ? 1 : channels;
        this.exact = exact;
        zero = target.zero();
        low = target.low();
        high = target.high();
        int repeated = this.channels / greatestDivisor(this.channels, Isa.LANES) * Isa.LANES;
        period = repeated <= LONGEST_PERIOD ? repeated : this.channels;
        factors = new float[period + Isa.LANES];
        nudges = new float[period + Isa.LANES];
        for (int i = 0; i < factors.length; i++) {
            int c = i % this.channels;
            factors[i] = switch (arithmetic) {
                case FLOAT, REAL -> (float) exact.reals()[c];
                case NARROW, WIDE -> (float) Math.scalb((double) exact.multipliers()[c], exact.shifts()[c] - 31);
            };
            nudges[i] = arithmetic == RescaleArithmetic.NARROW && exact.shifts()[c] < 0
                    ? Math.scalb(0.5f, exact.shifts()[c])
                    : 0;
        }
    }

    /** For the given factors, one a channel; null where floats cannot stand for the results. */
    public static @Nullable Rescaling of(Factors factors, Target target, int channels) {
        boolean narrow = target.low() - target.zero() >= -RANGE && target.high() - target.zero() <= RANGE;
        boolean fits = factors.arithmetic() != RescaleArithmetic.WIDE && narrow && channels > 0;
        for (int shift : factors.shifts()) {
            fits &= shift <= MOST_SHIFT;
        }
        return fits ? new Rescaling(factors, target, channels) : null;
    }

    private static boolean isUniform(Factors factors) {
        return Arrays.stream(factors.reals()).distinct().count() <= 1
                && Arrays.stream(factors.multipliers()).distinct().count() <= 1
                && Arrays.stream(factors.shifts()).distinct().count() <= 1;
    }

    private static int greatestDivisor(int a, int b) {
        return b == 0 ? a : greatestDivisor(b, a % b);
    }

    /** How many elements are worth being brought to the other scale at once. */
    public int batch() {
        return ROWS * period;
    }

    /** Whole pixels, one behind the other, {@code length} elements; {@code x} and {@code y} may be the same. */
    public void run(float[] x, int xo, float[] y, int yo, int length) {
        int rows = length / period;
        int whole = rows * period;
        if (rows > 0) {
            run(x, xo, y, yo, period, rows, 0, period);
        }
        run(x, xo + whole, y, yo + whole, period, 1, 0, length - whole);
    }

    /** Channels {@code [channel, channel + length)} of {@code rows} pixels that lie {@code step} elements apart. */
    public void run(float[] x, int xo, float[] y, int yo, int step, int rows, int channel, int length) {
        int done = 0;
        if (Twins.simd()) {
            for (; done <= length - Isa.LANES; done += Isa.LANES) {
                vectors(x, xo + done, y, yo + done, step, rows, (channel + done) % period);
            }
        }
        for (int row = 0; done < length && row < rows; row++) {
            int at = row * step + done;
            exactly(x, xo + at, y, yo + at, channel + done, length - done);
        }
    }

    private void vectors(float[] x, int xo, float[] y, int yo, int step, int rows, int first) {
        if (arithmetic == RescaleArithmetic.FLOAT) {
            RescaleSimd.floats(x, xo, y, yo, step, rows, factors, first, zero, low, high);
            return;
        }
        int row = RescaleSimd.fixed(x, xo, y, yo, step, rows, factors, nudges, first, zero, low, high);
        while (row < rows) {
            row = resume(row, x, xo, y, yo, step, rows, first);
        }
    }

    /**
     * A row with a doubt and those up to the next one, which is returned. Rare, so that C2 leaves it apart: with all passes
     * inside a loop over doubts, or two kinds of them in one method, it made code ten times as slow.
     */
    private int resume(int row, float[] x, int xo, float[] y, int yo, int step, int rows, int first) {
        int at = row * step;
        exactly(x, xo + at, y, yo + at, first, Isa.LANES);
        int in = xo + at + step;
        int out = yo + at + step;
        int left = rows - row - 1;
        return row + 1 + RescaleSimd.fixed(x, in, y, out, step, left, factors, nudges, first, zero, low, high);
    }

    /** Elements one by one, in the arithmetic that the results are defined by. */
    void exactly(float[] x, int xo, float[] y, int yo, int first, int length) {
        for (int i = 0, c = first % channels; i < length; i++, c = c + 1 == channels ? 0 : c + 1) {
            long scaled = switch (arithmetic) {
                case FLOAT -> (long) Math.rint(x[xo + i] * factors[c]);
                case REAL -> RescaleKernels.round(x[xo + i] * exact.reals()[c]);
                case NARROW, WIDE -> FixedPoint.multiply((int) x[xo + i], exact.multipliers()[c], exact.shifts()[c]);
            };
            y[yo + i] = Math.min(high, Math.max(low, scaled + zero));
        }
    }
}
