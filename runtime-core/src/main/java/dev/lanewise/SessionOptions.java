package dev.lanewise;

import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * How a session runs.
 *
 * @param threads threads that take part in a run, the calling one among them
 * @param strict whether results have the same bits on every machine, at every vector width: see the README on numbers
 * @param planCacheBytes bytes that the memory of cached plans may take
 * @param executor what runs the threads but the calling one; the session has daemon threads of its own where it is empty
 */
public record SessionOptions(int threads, boolean strict, long planCacheBytes, Optional<Executor> executor) {

    private static final int MOST_THREADS = 1024;

    public SessionOptions {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("threads: " + threads + " is outside [1, " + MOST_THREADS + "]");
        }
    }

    /** One thread, fast numerics. */
    public static SessionOptions defaults() {
        return new SessionOptions(1, false, 512L << 20, Optional.empty());
    }

    /** Runs on {@code count} threads, the calling one among them. */
    public SessionOptions threads(int count) {
        return new SessionOptions(count, strict, planCacheBytes, executor);
    }

    /** Whether results have the same bits on every machine. */
    public SessionOptions strict(boolean on) {
        return new SessionOptions(threads, on, planCacheBytes, executor);
    }

    /** Keeps plans whose memory adds up to {@code bytes}. */
    public SessionOptions planCacheBytes(long bytes) {
        return new SessionOptions(threads, strict, bytes, executor);
    }

    /**
     * Has {@code helper} run what the calling thread does not: at most {@code threads - 1} short tasks at a time. The
     * calling thread never waits for a task that has not begun, so an executor that is full, or runs tasks one by one or
     * on the calling thread, costs speed alone. A session does not shut it down.
     */
    public SessionOptions executor(Executor helper) {
        return new SessionOptions(threads, strict, planCacheBytes, Optional.of(helper));
    }
}
