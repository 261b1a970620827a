package dev.lanewise.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.op.Frame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every task is done once, by whichever thread, and failures reach the caller. */
class WorkersTest {

    private static Frame frame(Workers workers) {
        return new PlanFrame(new Object[0], workers);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void everyTaskIsDoneOnce(int threads) {
        try (var workers = new Workers(threads)) {
            assertEquals(threads, workers.count());
            Frame frame = frame(workers);
            for (int tasks : new int[] {0, 1, 2, 7, 64, 1_001}) {
                for (int grain : new int[] {1, 3, 2_000}) {
                    for (int round = 0; round < 20; round++) {
                        var done = new AtomicIntegerArray(tasks);
                        workers.run(frame, tasks, grain, (on, worker, from, to) -> {
                            assertSame(frame, on);
                            assertTrue(worker >= 0 && worker < threads);
                            for (int i = from; i < to; i++) {
                                done.incrementAndGet(i);
                            }
                        });
                        for (int i = 0; i < tasks; i++) {
                            assertEquals(1, done.get(i));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aWorkerIsOneThreadAtATime() {
        try (var workers = new Workers(4)) {
            var inside = new AtomicIntegerArray(4);
            var clashes = new AtomicInteger();
            for (int round = 0; round < 200; round++) {
                workers.run(frame(workers), 64, 1, (on, worker, from, to) -> {
                    if (inside.incrementAndGet(worker) != 1) {
                        clashes.incrementAndGet();
                    }
                    inside.decrementAndGet(worker);
                });
            }
            assertEquals(0, clashes.get());
        }
    }

    @Test
    void workersHelp() throws InterruptedException {
        try (var workers = new Workers(2)) {
            var both = new CountDownLatch(2);
            workers.run(frame(workers), 2, 1, (on, worker, from, to) -> {
                both.countDown();
                await(both);
            });
            assertEquals(0, both.getCount());
        }
    }

    @Test
    void anExecutorHelps() throws InterruptedException {
        try (var executor = Executors.newFixedThreadPool(3);
                var workers = new Workers(4, Optional.of(executor))) {
            var all = new CountDownLatch(4);
            workers.run(frame(workers), 4, 1, (on, worker, from, to) -> {
                all.countDown();
                await(all);
            });
            var inside = new AtomicIntegerArray(4);
            var count = new AtomicInteger();
            for (int round = 0; round < 200; round++) {
                workers.run(frame(workers), 64, 1, (on, worker, from, to) -> {
                    assertEquals(1, inside.incrementAndGet(worker));
                    count.addAndGet(to - from);
                    inside.decrementAndGet(worker);
                });
            }
            assertEquals(200 * 64, count.get());
        }
    }

    @Test
    void anExecutorThatNeverRunsATaskOrTakesNoneOrRunsThemAtOnceIsNoHindrance() {
        List<Executor> executors = List.of(
                task -> {},
                task -> {
                    throw new RejectedExecutionException("full");
                },
                Runnable::run);
        for (Executor executor : executors) {
            try (var workers = new Workers(3, Optional.of(executor))) {
                for (int round = 0; round < 3; round++) {
                    var count = new AtomicInteger();
                    workers.run(frame(workers), 100, 1, (on, worker, from, to) -> count.addAndGet(to - from));
                    assertEquals(100, count.get());
                }
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aFailureReachesTheCallerAndTheNextRunIsClean(int threads) {
        try (var workers = new Workers(threads)) {
            for (int bad = 0; bad < 50; bad += 7) {
                int failing = bad;
                var thrown = assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> workers.run(frame(workers), 50, 1, (on, worker, from, to) -> {
                            if (from <= failing && failing < to) {
                                throw new IndexOutOfBoundsException("task " + failing);
                            }
                        }));
                assertEquals("task " + failing, thrown.getMessage());
                var count = new AtomicInteger();
                workers.run(frame(workers), 50, 1, (on, worker, from, to) -> count.addAndGet(to - from));
                assertEquals(50, count.get());
            }
        }
    }

    @Test
    void anErrorReachesTheCaller() {
        try (var workers = new Workers(2)) {
            assertThrows(
                    StackOverflowError.class,
                    () -> workers.run(frame(workers), 9, 1, (on, worker, from, to) -> {
                        throw new StackOverflowError();
                    }));
        }
    }

    @Test
    void callersAtTheSameTimeAllFinish() throws InterruptedException {
        try (var workers = new Workers(2)) {
            var done = new AtomicInteger();
            var callers = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    for (int round = 0; round < 300; round++) {
                        var count = new AtomicInteger();
                        workers.run(frame(workers), 10, 1, (on, worker, from, to) -> count.addAndGet(to - from));
                        done.addAndGet(count.get());
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
            assertEquals(4 * 300 * 10, done.get());
        }
    }

    @Test
    void aTaskMayRunTasks() {
        try (var workers = new Workers(2)) {
            var count = new AtomicInteger();
            workers.run(
                    frame(workers),
                    4,
                    1,
                    (on, worker, from, to) -> workers.run(on, 5, 1, (inner, w, f, t) -> count.addAndGet(t - f)));
            assertEquals(20, count.get());
        }
    }

    @Test
    void afterCloseTheCallerDoesEverything() {
        var workers = new Workers(3);
        workers.close();
        workers.close();
        var elsewhere = new AtomicBoolean();
        var count = new AtomicInteger();
        Thread caller = Thread.currentThread();
        workers.run(frame(workers), 100, 1, (on, worker, from, to) -> {
            if (Thread.currentThread() != caller) {
                elsewhere.set(true);
            }
            count.addAndGet(to - from);
        });
        assertEquals(100, count.get());
        assertTrue(!elsewhere.get());
    }
}
