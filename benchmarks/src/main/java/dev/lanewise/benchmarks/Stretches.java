package dev.lanewise.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times of contenders that run in turn in one process, each for a stretch of many runs. A pool whose workers spin after a
 * run keeps them busy for a while, and whoever comes next finds cold caches: the first runs of a stretch are not counted.
 */
final class Stretches {

    private static final long STRETCH_NANOS = 200_000_000;
    private static final long SETTLE_NANOS = 60_000_000;
    private static final int SETTLE_RUNS = 2;
    private static final int COUNTED_RUNS = 4;

    private Stretches() {}

    /** The middle time of a run in every stretch, by contender, in nanoseconds; each has had as many stretches. */
    static List<List<Long>> alternate(List<Runnable> contenders, double seconds) {
        List<List<Long>> times = new ArrayList<>();
        contenders.forEach(c -> times.add(new ArrayList<>()));
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            for (int i = 0; i < contenders.size(); i++) {
                times.get(i).add(stretch(contenders.get(i)));
            }
        } while (System.nanoTime() < end);
        return times;
    }

    private static long stretch(Runnable run) {
        long start = System.nanoTime();
        int runs = 0;
        while (runs < SETTLE_RUNS || System.nanoTime() - start < SETTLE_NANOS) {
            run.run();
            runs++;
        }
        var times = new ArrayList<Long>();
        long now = System.nanoTime();
        while (times.size() < COUNTED_RUNS || now - start < STRETCH_NANOS) {
            run.run();
            long after = System.nanoTime();
            times.add(after - now);
            now = after;
        }
        return (long) median(times);
    }

    /** The middle one of values. */
    static double median(List<? extends Number> values) {
        return quantile(values, 2);
    }

    /** Half the distance between the quartiles, as a part of the median. */
    static double spread(List<? extends Number> values) {
        return (quantile(values, 3) - quantile(values, 1)) / 2 / median(values);
    }

    private static double quantile(List<? extends Number> values, int quarters) {
        double[] sorted =
                values.stream().mapToDouble(Number::doubleValue).sorted().toArray();
        return sorted[Math.min(sorted.length * quarters / 4, sorted.length - 1)];
    }

    /** The ratios of stretches that followed each other. */
    static List<Double> ratios(List<Long> ours, List<Long> peer) {
        var ratios = new Double[ours.size()];
        Arrays.setAll(ratios, i -> (double) ours.get(i) / peer.get(i));
        return Arrays.asList(ratios);
    }
}
