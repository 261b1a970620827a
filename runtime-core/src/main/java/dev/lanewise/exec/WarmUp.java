package dev.lanewise.exec;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.Isa;
import dev.lanewise.kernel.KernelGroup;
import dev.lanewise.op.KernelOperator;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Has the JVM compile kernels before they are needed, each group once, one after another on a thread of its own. */
final class WarmUp {

    /** What a JVM has compiled is a state of the JVM, and so is this. */
    private static final Set<KernelGroup> ASKED = ConcurrentHashMap.newKeySet();

    private static final ExecutorService THREAD = thread();

    private WarmUp() {}

    private static ExecutorService thread() {
        var executor = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform().daemon().name("lanewise-warm-up").unstarted(work));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** The groups that the graph's operators ask for. */
    static void start(Graph graph) {
        var groups = EnumSet.noneOf(KernelGroup.class);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof KernelOperator operator) {
                groups.addAll(operator.kernels());
            }
        }
        groups.forEach(WarmUp::start);
    }

    static void start(KernelGroup group) {
        if (Isa.SIMD && ASKED.add(group)) {
            THREAD.execute(group::warmUp);
        }
    }
}
