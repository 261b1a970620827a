package dev.lanewise.quant;

/** How often numbers occur, in bins of one width around 0; the width doubles when a number lies outside. */
final class Histogram {

    /** Bins on one side of 0. */
    static final int HALF = 2048;

    private final long[] counts = new long[2 * HALF];
    private float limit;
    private float least = Float.POSITIVE_INFINITY;
    private float greatest = Float.NEGATIVE_INFINITY;

    /** Counts numbers, all finite, whose smallest and largest are known. */
    void add(float[] values, Range range) {
        least = Math.min(least, range.least());
        greatest = Math.max(greatest, range.greatest());
        grow(range.magnitude());
        if (limit == 0) {
            counts[HALF] += values.length;
            return;
        }
        float perBin = HALF / limit;
        for (float value : values) {
            int bin = HALF + (int) Math.floor(value * perBin);
            counts[Math.max(0, Math.min(counts.length - 1, bin))]++;
        }
    }

    private void grow(float magnitude) {
        if (limit == 0) {
            limit = magnitude;
        }
        while (limit < magnitude) {
            for (int i = 0; i < HALF; i++) {
                int up = HALF + i;
                int down = HALF - 1 - i;
                counts[up] = i < HALF / 2 ? counts[HALF + 2 * i] + counts[HALF + 2 * i + 1] : 0;
                counts[down] = i < HALF / 2 ? counts[HALF - 1 - 2 * i] + counts[HALF - 2 - 2 * i] : 0;
            }
            limit *= 2;
        }
    }

    Range range() {
        return new Range(least, greatest);
    }

    /** The numbers without the {@code fraction} that is smallest and the {@code fraction} that is largest. */
    Range within(double fraction) {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        double most = fraction * total;
        int from = 0;
        for (long seen = counts[0]; seen <= most && from < counts.length - 1; seen += counts[from]) {
            from++;
        }
        int to = counts.length - 1;
        for (long seen = counts[to]; seen <= most && to > from; seen += counts[to]) {
            to--;
        }
        return new Range(Math.max(least, edge(from)), Math.min(greatest, edge(to + 1)));
    }

    /** The range whose numbers are at most bin {@code bins} from 0. */
    Range cut(int bins) {
        float most = bins * limit / HALF;
        return new Range(Math.max(least, -most), Math.min(greatest, most));
    }

    private float edge(int bin) {
        return (bin - HALF) * limit / HALF;
    }

    /** The number in the middle of a bin. */
    float middle(int bin) {
        return (bin - HALF + 0.5f) * limit / HALF;
    }

    long count(int bin) {
        return counts[bin];
    }

    /**
     * How often numbers occur whose distance from 0 lies in bin {@code bin}, 0 to {@link #HALF} less 1. The zeros that
     * activations leave are no news: bin 0 has what its neighbour has.
     */
    long magnitudes(int bin) {
        int at = Math.max(1, bin);
        return counts[HALF + at] + counts[HALF - 1 - at];
    }
}
