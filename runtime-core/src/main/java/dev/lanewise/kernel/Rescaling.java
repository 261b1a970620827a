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

    /** Factors are repeated until they fill whole vectors and at least so many floats, a pass over a piece of memory. */
    private static final int SHORTEST_PERIOD = 512;

    /** Unless these are more floats than this. */
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
        int whole = this.channels / greatestDivisor(this.channels, Isa.LANES) * Isa.LANES;
        int repeated = Math.ceilDiv(SHORTEST_PERIOD, whole) * whole;
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
        return period;
    }

    /** Whole pixels, one behind the other, {@code length} elements; {@code x} and {@code y} may be the same. */
    public void run(float[] x, int xo, float[] y, int yo, int length) {
        for (int done = 0; done < length; done += period) {
            piece(x, xo + done, y, yo + done, 0, Math.min(period, length - done));
        }
    }

    /** Channels {@code [channel, channel + length)} of {@code rows} pixels that lie {@code step} elements apart. */
    public void run(float[] x, int xo, float[] y, int yo, int step, int rows, int channel, int length) {
        int first = channel % channels;
        for (int row = 0; row < rows; row++) {
            int at = row * step;
            for (int done = 0; done < length; done += period - first) {
                int most = Math.min(period - first, length - done);
                piece(x, xo + at + done, y, yo + at + done, first, most);
            }
        }
    }

    private void piece(float[] x, int xo, float[] y, int yo, int first, int length) {
        if (!Twins.simd()) {
            exactly(x, xo, y, yo, first, length);
            return;
        }
        int whole = length - length % Isa.LANES;
        if (whole > 0) {
            vectors(x, xo, y, yo, first, whole);
        }
        if (whole < length) {
            exactly(x, xo + whole, y, yo + whole, first + whole, length - whole);
        }
    }

    private void vectors(float[] x, int xo, float[] y, int yo, int first, int length) {
        if (arithmetic == RescaleArithmetic.FLOAT) {
            RescaleSimd.floats(x, xo, y, yo, factors, first, zero, low, high, length);
            return;
        }
        int done = RescaleSimd.fixed(x, xo, y, yo, factors, nudges, first, zero, low, high, 0, length);
        while (done < length) {
            done = resume(done, x, xo, y, yo, first, length);
        }
    }

    /**
     * A vector with a doubt and those up to the next one, whose place is returned. Rare, so that C2 leaves it apart: with all
     * passes inside a loop over doubts, or two kinds of them in one method, it made code ten times as slow.
     */
    private int resume(int done, float[] x, int xo, float[] y, int yo, int first, int length) {
        exactly(x, xo + done, y, yo + done, first + done, Isa.LANES);
        int next = done + Isa.LANES;
        return RescaleSimd.fixed(x, xo, y, yo, factors, nudges, first, zero, low, high, next, length);
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
