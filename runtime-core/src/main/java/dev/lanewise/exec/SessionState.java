package dev.lanewise.exec;

import dev.lanewise.op.State;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The {@link State} of a session, with what keeps runs that share it apart. */
public final class SessionState {

    private static final int LOOK_AFTER_MILLIS = 10;

    private final State state;
    private final ReentrantLock lock = new ReentrantLock();

    /** A state in which nothing has been kept yet. */
    public SessionState() {
        this(new State());
    }

    private SessionState(State state) {
        this.state = state;
    }

    State state() {
        return state;
    }

    /** Waits until no other run has the state, or the run that wants it is over. To be followed by {@link #leave}. */
    void enter(RunControl control) {
        try {
            while (!lock.tryLock() && !lock.tryLock(LOOK_AFTER_MILLIS, TimeUnit.MILLISECONDS)) {
                control.checkpoint();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lock.lock();
        }
    }

    void leave() {
        lock.unlock();
    }

    /** Forgets everything, after the run under way. */
    public void reset() {
        lock.lock();
        try {
            state.clear();
        } finally {
            lock.unlock();
        }
    }

    /** A state of its own that is like this one after the run under way. */
    public SessionState fork() {
        lock.lock();
        try {
            return new SessionState(state.copy());
        } finally {
            lock.unlock();
        }
    }
}
