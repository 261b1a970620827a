package dev.lanewise.exec;

import dev.lanewise.op.Frame;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who helps a run: threads of its own, or a caller's executor. The calling thread takes chunks like any worker and can
 * finish alone: it waits only for chunks that another thread has begun. One run at a time has the workers; others
 * meanwhile do without.
 */
final class Workers implements AutoCloseable {

    private final int count;
    private final Helpers helpers;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();
    private volatile boolean open;
    private volatile boolean closed;
    private Frame.@Nullable Body body;
    private @Nullable Frame frame;
    private int tasks;
    private int grain;
    private volatile @Nullable Throwable failure;

    /** A pool of {@code count} threads, the calling one among them. */
    Workers(int count) {
        this(count, Optional.empty());
    }

    /** As many workers, all but the calling one run by {@code executor} where there is one. */
    Workers(int count, Optional<Executor> executor) {
        this.count = count;
        helpers = executor.isPresent()
                ? new ExecutorHelpers(count - 1, executor.get(), this::help)
                : new ThreadHelpers(count - 1, this::help);
    }

    int count() {
        return count;
    }

    void run(Frame onFrame, int taskCount, int chunk, Frame.Body work) {
        if (count == 1 || closed || !busy.compareAndSet(false, true)) {
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
        helpers.call();
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

    /** What a helper does when it is called: late, it finds nothing open, or another run that it may help as well. */
    private void help(int worker) {
        inside.incrementAndGet();
        if (open) {
            take(worker);
        }
        inside.decrementAndGet();
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

    @Override
    public void close() {
        closed = true;
        helpers.close();
    }

    /** Others that can be called to help. */
    interface Helpers extends AutoCloseable {

        /** Has every helper that is free look for work, soon. */
        void call();

        @Override
        void close();
    }
}
