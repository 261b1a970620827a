package dev.lanewise;

/**
 * How a session runs.
 *
 * @param threads threads that take part in a run, the calling one among them
 * @param strict whether results have the same bits on every machine, at every vector width: see the README on numbers
 * @param planCacheBytes bytes that the memory of cached plans may take
 */
public record SessionOptions(int threads, boolean strict, long planCacheBytes) {

    private static final int MOST_THREADS = 1024;

    public SessionOptions {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException("threads: " + threads + " is outside [1, " + MOST_THREADS + "]");
        }
    }

    /** One thread, fast numerics. */
    public static SessionOptions defaults() {
        return new SessionOptions(1, false, 512L << 20);
    }

    /** Runs on {@code count} threads, the calling one among them. */
    public SessionOptions threads(int count) {
        return new SessionOptions(count, strict, planCacheBytes);
    }

    /** Whether results have the same bits on every machine. */
    public SessionOptions strict(boolean on) {
        return new SessionOptions(threads, on, planCacheBytes);
    }

    /** Keeps plans whose memory adds up to {@code bytes}. */
    public SessionOptions planCacheBytes(long bytes) {
        return new SessionOptions(threads, strict, bytes);
    }
}
