package dev.lanewise.exec;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;

/** Tasks of a caller's executor: each is handed over again as soon as it has ended, and never twice at a time. */
final class ExecutorHelpers implements Workers.Helpers {

    private final Executor executor;
    private final Helper[] helpers;

    /** Tasks that call {@code work} with their numbers, from 1. */
    ExecutorHelpers(int count, Executor executor, IntConsumer work) {
        this.executor = executor;
        helpers = new Helper[count];
        for (int i = 0; i < count; i++) {
            helpers[i] = new Helper(i + 1, work, new AtomicBoolean());
        }
    }

    private record Helper(int worker, IntConsumer work, AtomicBoolean called) implements Runnable {

        @Override
        public void run() {
            try {
                work.accept(worker);
            } finally {
                called.set(false);
            }
        }
    }

    /** An executor that takes no more leaves all the work to the calling thread. */
    @Override
    public void call() {
        for (Helper helper : helpers) {
            if (helper.called.compareAndSet(false, true)) {
                try {
                    executor.execute(helper);
                } catch (RejectedExecutionException e) {
                    helper.called.set(false);
                }
            }
        }
    }

    @Override
    public void close() {}
}
