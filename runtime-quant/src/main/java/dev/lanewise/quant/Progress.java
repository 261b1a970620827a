package dev.lanewise.quant;

import dev.lanewise.tensor.RunCancelledException;
import java.time.Duration;

/** Hears of long work, and can stop it. */
@FunctionalInterface
public interface Progress {

    /** Hears nothing and stops nothing. */
    Progress NONE = (fraction, step, remaining) -> true;

    /**
     * Called on the working thread after each step.
     *
     * @param fraction of the work that is done, 0 to 1
     * @param step what was done last, such as the name of a node
     * @param remaining an estimate of the time to the end, from the time so far
     * @return whether to go on
     */
    boolean update(double fraction, String step, Duration remaining);

    /** Counts {@code steps} steps of one piece of work, beginning now. */
    default Count count(int steps) {
        return new Count(this, steps);
    }

    /** The steps of one piece of work. */
    final class Count {

        private final Progress listener;
        private final int steps;
        private final long start = System.nanoTime();
        private int done;

        private Count(Progress listener, int steps) {
            this.listener = listener;
            this.steps = steps;
        }

        /**
         * One more step is done.
         *
         * @throws RunCancelledException when the listener wants no more
         */
        public void step(String step) {
            done++;
            double fraction = Math.min(1, (double) done / steps);
            long elapsed = System.nanoTime() - start;
            if (!listener.update(fraction, step, Duration.ofNanos((long) (elapsed * (1 - fraction) / fraction)))) {
                throw new RunCancelledException("cancelled after '" + step + "', step " + done + " of " + steps);
            }
        }
    }
}
