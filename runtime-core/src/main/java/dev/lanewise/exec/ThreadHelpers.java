package dev.lanewise.exec;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;

/** Daemon threads that spin for a moment after each call, then park. */
final class ThreadHelpers implements Workers.Helpers {

    private static final int SPINS = 20_000;

    private final Thread[] threads;
    private final IntConsumer work;
    private volatile int epoch;
    private volatile boolean closed;

    /** Threads that call {@code work} with their numbers, from 1. */
    ThreadHelpers(int count, IntConsumer work) {
        this.work = work;
        threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            int worker = i + 1;
            threads[i] = Thread.ofPlatform()
                    .daemon()
                    .name("lanewise-worker-" + worker)
                    .unstarted(() -> serve(worker));
            threads[i].start();
        }
    }

    @Override
    public void call() {
        epoch++;
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
        }
    }

    /** Serves calls from the very first, also one that came before this thread did. */
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
            work.accept(worker);
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
