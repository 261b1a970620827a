package dev.lanewise.exec;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.Isa;
import dev.lanewise.kernel.KernelGroup;
import dev.lanewise.kernel.Twins;
import dev.lanewise.op.KernelOperator;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Has the JVM compile vector kernels, each group once, one after another on a thread of its own. It begins when the first
 * result of the JVM is there, or where that takes long: until then plain twins run, and compiling would take their time and
 * much memory, see {@link Twins}.
 */
final class WarmUp {

    private static final long LONG_MILLIS = 1000;

    /** What a JVM has compiled is a state of the JVM, and so are these. */
    private static final Set<KernelGroup> ASKED = ConcurrentHashMap.newKeySet();

    private static final CountDownLatch FIRST_RESULT = new CountDownLatch(1);

    private static final ThreadPoolExecutor THREAD = thread();

    private WarmUp() {}

    private static ThreadPoolExecutor thread() {
        var executor = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Twins::compiling);
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Begins to await the JVM's first result, and has compiled what almost every model needs. */
    static void start() {
        if (Isa.SIMD && ASKED.add(KernelGroup.PRODUCTS)) {
            if (Twins.awaitCompilation()) {
                THREAD.execute(WarmUp::awaitFirstResult);
            }
            THREAD.execute(() -> compile(KernelGroup.PRODUCTS));
        }
    }

    /** Has compiled what the graph's operators ask for. */
    static void start(Graph graph) {
        var groups = EnumSet.noneOf(KernelGroup.class);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof KernelOperator operator) {
                groups.addAll(operator.kernels());
            }
        }
        for (KernelGroup group : groups) {
            if (Isa.SIMD && ASKED.add(group)) {
                THREAD.execute(() -> compile(group));
            }
        }
    }

    private static void compile(KernelGroup group) {
        try {
            group.warmUp();
        } finally {
            if (THREAD.getQueue().isEmpty()) {
                Twins.areCompiled();
            }
        }
    }

    private static void awaitFirstResult() {
        try {
            FIRST_RESULT.await(LONG_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException nobodyWaits) {
            Thread.currentThread().interrupt();
        }
    }

    /** A run has given its result. */
    static void hasResult() {
        FIRST_RESULT.countDown();
    }
}
