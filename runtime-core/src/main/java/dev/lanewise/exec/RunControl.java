package dev.lanewise.exec;

import dev.lanewise.op.State;
import dev.lanewise.tensor.ResourceLimitException;
import dev.lanewise.tensor.RunCancelledException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** What may end a run early: cancellation, a deadline, a limit on bytes. And where its profile goes. */
public final class RunControl {

    private final BooleanSupplier cancelled;
    private final long deadline;
    private final boolean timed;
    private final long byteLimit;
    private final @Nullable Profile profile;
    private final State state;
    private final AtomicLong bytes = new AtomicLong();

    /** A run that begins without state and leaves none. */
    public RunControl(
            BooleanSupplier cancelled, long deadline, boolean timed, long byteLimit, @Nullable Profile profile) {
        this(cancelled, deadline, timed, byteLimit, profile, new SessionState());
    }

    /**
     * @param cancelled whether the run should stop
     * @param deadline a {@link System#nanoTime} by which it must end; ignored unless {@code timed}
     * @param byteLimit bytes it may allocate
     * @param state what its session keeps from run to run
     */
    public RunControl(
            BooleanSupplier cancelled,
            long deadline,
            boolean timed,
            long byteLimit,
            @Nullable Profile profile,
            SessionState state) {
        this.cancelled = cancelled;
        this.deadline = deadline;
        this.timed = timed;
        this.byteLimit = byteLimit;
        this.profile = profile;
        this.state = state.state();
    }

    /** Ends the run if it should end; {@code where} is what the message says it had come to. */
    void checkpoint(Object where) {
        if (cancelled.getAsBoolean()) {
            throw new RunCancelledException("the run was cancelled, or its session closed, at " + where);
        }
        if (timed && System.nanoTime() - deadline > 0) {
            throw new RunCancelledException("the deadline passed at " + where);
        }
    }

    /** Counts bytes about to be allocated against the limit. */
    void charge(long count, String what) {
        long total = bytes.addAndGet(count);
        if (total > byteLimit || count > byteLimit) {
            throw new ResourceLimitException(what + " needs " + count + " bytes, with which this run would take "
                    + total + "; its limit is " + byteLimit);
        }
    }

    State state() {
        return state;
    }

    @Nullable
    Profile profile() {
        return profile;
    }
}
