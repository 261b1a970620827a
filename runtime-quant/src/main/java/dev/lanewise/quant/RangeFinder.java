package dev.lanewise.quant;

import dev.lanewise.quant.Calibration.Method;
import org.jspecify.annotations.Nullable;

/** Finds the range of one edge from its values in sample after sample. */
final class RangeFinder {

    /** Bins that {@link Method.Kind#ENTROPY} and {@link Method.Kind#MEAN_SQUARED_ERROR} go forward by. */
    private static final int STRIDE = 16;

    /** The part of all values that {@link Method.Kind#ENTROPY} leaves out at most. */
    private static final double OUTSIDE = 1e-3;

    private final Method method;
    private final Histogram histogram = new Histogram();
    private @Nullable Range range;

    RangeFinder(Method method) {
        this.method = method;
    }

    /** Takes the values of one sample, whose ends are {@code seen}. */
    void add(float[] values, Range seen) {
        Range before = range;
        switch (method.kind()) {
            case MINIMUM_MAXIMUM -> range = before == null ? seen : before.union(seen);
            case MOVING_AVERAGE -> range = before == null ? seen : average(before, seen, (float) method.parameter());
            case PERCENTILE, ENTROPY, MEAN_SQUARED_ERROR -> histogram.add(values, seen);
        }
    }

    private static Range average(Range before, Range seen, float momentum) {
        return new Range(
                momentum * before.least() + (1 - momentum) * seen.least(),
                momentum * before.greatest() + (1 - momentum) * seen.greatest());
    }

    /** The range for integers of {@code bits} bits; null when no sample had a value. */
    @Nullable
    Range range(int bits) {
        return switch (method.kind()) {
            case MINIMUM_MAXIMUM, MOVING_AVERAGE -> range;
            case PERCENTILE -> empty() ? null : histogram.within((1 - method.parameter() / 100) / 2);
            case ENTROPY -> empty() ? null : leastDivergence(bits);
            case MEAN_SQUARED_ERROR -> empty() ? null : leastError(bits);
        };
    }

    private boolean empty() {
        return histogram.range().least() > histogram.range().greatest();
    }

    /**
     * The cut that loses least information: Kullback-Leibler divergence of the quantized magnitudes from the real ones. It
     * leaves out few: values that occur very often, as those of idle channels do, would draw it to themselves.
     */
    private Range leastDivergence(int bits) {
        int levels = 1 << Math.min(bits, 8) - 1;
        int best = Histogram.HALF;
        double least = Double.POSITIVE_INFINITY;
        for (int cut = Math.max(levels, smallestCut()); cut <= Histogram.HALF; cut += STRIDE) {
            double divergence = divergence(cut, levels);
            if (divergence < least) {
                least = divergence;
                best = cut;
            }
        }
        return histogram.cut(best);
    }

    /** The smallest cut that leaves out at most {@link #OUTSIDE} of the values. */
    private int smallestCut() {
        double total = 0;
        for (int bin = 0; bin < Histogram.HALF; bin++) {
            total += histogram.magnitudes(bin);
        }
        double outside = 0;
        int cut = Histogram.HALF;
        while (cut > 1 && outside + histogram.magnitudes(cut - 1) <= OUTSIDE * total) {
            cut--;
            outside += histogram.magnitudes(cut);
        }
        return cut;
    }

    private double divergence(int cut, int levels) {
        var real = new double[cut];
        double total = 0;
        for (int i = 0; i < Histogram.HALF; i++) {
            real[Math.min(i, cut - 1)] += histogram.magnitudes(i);
            total += histogram.magnitudes(i);
        }
        double sum = 0;
        double expectedTotal = 0;
        var expected = new double[cut];
        for (int level = 0; level < levels; level++) {
            int from = level * cut / levels;
            int to = (level + 1) * cut / levels;
            double inside = 0;
            int used = 0;
            for (int i = from; i < to; i++) {
                inside += histogram.magnitudes(i);
                used += real[i] > 0 ? 1 : 0;
            }
            for (int i = from; i < to && used > 0; i++) {
                expected[i] = real[i] > 0 ? inside / used : 0;
            }
            expectedTotal += inside;
        }
        for (int i = 0; i < cut; i++) {
            if (real[i] > 0) {
                double p = real[i] / total;
                double q = Math.max(expected[i] / expectedTotal, 1e-12);
                sum += p * Math.log(p / q);
            }
        }
        return sum;
    }

    /** The cut with the smallest sum of squared errors of clipping and rounding. */
    private Range leastError(int bits) {
        Range best = histogram.range();
        double least = Double.POSITIVE_INFINITY;
        double steps = (1 << bits) - 1;
        for (int cut = Histogram.HALF; cut >= Histogram.HALF / 8; cut -= STRIDE) {
            Range candidate = histogram.cut(cut);
            Range wide = candidate.withZero();
            double step = ((double) wide.greatest() - wide.least()) / steps;
            double error = 0;
            for (int bin = 0; bin < 2 * Histogram.HALF; bin++) {
                double x = histogram.middle(bin);
                double outside = Math.max(0, Math.max(wide.least() - x, x - wide.greatest()));
                error += histogram.count(bin) * (outside > 0 ? outside * outside : step * step / 12);
            }
            if (error < least) {
                least = error;
                best = candidate;
            }
        }
        return best;
    }

    /** The smallest and largest of finite {@code values}; null when there are none, NaN when one is not finite. */
    static @Nullable Range ends(float[] values) {
        if (values.length == 0) {
            return null;
        }
        float least = values[0];
        float greatest = values[0];
        for (float value : values) {
            least = Math.min(least, value);
            greatest = Math.max(greatest, value);
        }
        return new Range(least, greatest);
    }
}
