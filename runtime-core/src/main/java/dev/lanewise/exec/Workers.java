package dev.lanewise.exec;

import dev.lanewise.op.Frame;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that help a run. The calling thread takes chunks like any worker and can finish alone: it waits only for
 * chunks that another thread has begun. One run at a time has the workers; others meanwhile do without.
 */
final class Workers implements AutoCloseable {

    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean open;
    private volatile boolean closed;
    private volatile int epoch;
    private Frame.@Nullable Body body;
    private @Nullable Frame frame;
    private int tasks;
    private int grain;
    private volatile @Nullable Throwable failure;

    /** A pool of {@code count} threads, the calling one among them. */
    Workers(int count) {
        threads = new Thread[count - 1];
        for (int i = 0; i < threads.length; i++) {
            int worker = i + 1;
            threads[i] = Thread.ofPlatform()
                    .daemon()
                    .name("lanewise-worker-" + worker)
                    .unstarted(() -> serve(worker));
            threads[i].start();
        }
    }

    int count() {
        return threads.length + 1;
    }

    void run(Frame onFrame, int taskCount, int chunk, Frame.Body work) {
        if (threads.length == 0 || closed || !busy.compareAndSet(false, true)) {
            work.run(onFrame, 0, 0, taskCount);
            return;
        }
        try {
            share(onFrame, taskCount, chunk, work);
        } finally {
            busy.set(false);
        }
    }

    private void share(Frame onFrame, int taskCount, int chunk, Frame.Body work) {
        body = work;
        frame = onFrame;
        tasks = taskCount;
        grain = chunk;
        failure = null;
        next.set(0);
        open = true;
        epoch++;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
        take(0);
        open = false;
        while (inside.get() != 0) {
            Thread.onSpinWait();
        }
        body = null;
        frame = null;
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    private void take(int worker) {
        Frame.Body work = body;
        Frame on = frame;
        if (work == null || on == null) {
            return;
        }
        try {
            for (int from = next.getAndAdd(grain); from < tasks && from >= 0; from = next.getAndAdd(grain)) {
                work.run(on, worker, from, Math.min(tasks, from + grain));
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            next.set(tasks);
        }
    }

    /** Serves runs from the very first, also one that began before this thread did. */
    private void serve(int worker) {
        int seen = 0;
        while (!closed) {
            int spins = 0;
            while (seen == epoch && !closed) {
                if (++spins < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            seen = epoch;
            inside.incrementAndGet();
            if (open) {
                take(worker);
            }
            inside.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }
}
