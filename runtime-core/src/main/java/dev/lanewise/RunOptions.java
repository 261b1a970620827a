package dev.lanewise;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What bounds one run, and what is noted of it.
 *
 * @param deadline time the run may take; it ends soon after with a {@link dev.lanewise.tensor.RunCancelledException}
 * @param cancelled asked between operators; the run ends when it says yes
 * @param byteLimit bytes the run may allocate
 * @param profile takes the time of every operator
 */
public record RunOptions(
        Optional<Duration> deadline, BooleanSupplier cancelled, long byteLimit, Optional<RunProfile> profile) {

    private static final RunOptions DEFAULTS =
            new RunOptions(Optional.empty(), () -> false, Long.MAX_VALUE, Optional.empty());

    /** No bounds, no profile. */
    public static RunOptions defaults() {
        return DEFAULTS;
    }

    /** Ends the run when it has taken {@code time}. */
    public RunOptions deadline(Duration time) {
        return new RunOptions(Optional.of(time), cancelled, byteLimit, profile);
    }

    /** Ends the run when {@code condition} holds. */
    public RunOptions cancelWhen(BooleanSupplier condition) {
        return new RunOptions(deadline, condition, byteLimit, profile);
    }

    /** Refuses allocations beyond {@code bytes}. */
    public RunOptions byteLimit(long bytes) {
        return new RunOptions(deadline, cancelled, bytes, profile);
    }

    /** Notes the time of every operator in {@code into}. */
    public RunOptions profile(RunProfile into) {
        return new RunOptions(deadline, cancelled, byteLimit, Optional.of(into));
    }
}
