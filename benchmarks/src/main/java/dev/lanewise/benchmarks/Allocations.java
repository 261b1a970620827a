package dev.lanewise.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.lanewise.Model;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import jdk.incubator.vector.VectorShape;

/**
 * Prints what a run into the caller's tensors allocates in steady state, summed over all threads, on one thread and on two.
 * Arguments as for {@link Peers}: models, and the most seconds that a model has to become steady.
 */
public final class Allocations {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int RUNS = 5;

    private Allocations() {}

    public static void main(String[] args) {
        forceVectors();
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 20;
        System.out.println("| model | bytes a run, 1 thread | 2 threads |");
        System.out.println("|---|---|---|");
        for (Suite.Entry entry : Peers.entries(args.length > 0 ? args[0] : "")) {
            Model model = Model.load(entry.model().bytes());
            Map<String, Tensor> inputs = entry.model().inputs(model);
            System.out.printf(
                    "| %s | %d | %d |%n",
                    entry.model().name(), steady(model, inputs, 1, seconds), steady(model, inputs, 2, seconds));
        }
    }

    /** No plain twins at first, which allocate nothing and would be taken for steady. */
    private static void forceVectors() {
        System.setProperty(
                "lanewise.vector", Integer.toString(VectorShape.preferredShape().vectorBitSize()));
    }

    /** Runs until some runs in a row allocate nothing, or the time is over: the JVM compiles what it runs bit by bit. */
    private static long steady(Model model, Map<String, Tensor> inputs, int threads, double seconds) {
        try (Session session = model.newSession(SessionOptions.defaults().threads(threads))) {
            Map<String, Tensor> outputs = outputs(model, session, inputs);
            long end = System.nanoTime() + (long) (seconds * 1e9);
            long bytes = Long.MAX_VALUE;
            while (bytes > 0 && System.nanoTime() < end) {
                for (int i = 0; i < RUNS; i++) {
                    session.run(inputs, outputs);
                }
                bytes = bytesOfRuns(session, inputs, outputs) / RUNS;
            }
            return bytes;
        }
    }

    private static Map<String, Tensor> outputs(Model model, Session session, Map<String, Tensor> inputs) {
        var made = session.run(new LinkedHashMap<>(inputs));
        var outputs = new HashMap<String, Tensor>();
        for (TensorSpec spec : model.outputs()) {
            Tensor output = made.tensor(spec.name());
            outputs.put(spec.name(), Tensor.zeros(output.type(), output.shape()));
        }
        return outputs;
    }

    /** What the runs allocate on every thread but the JVM's compilers, less what asking costs. */
    private static long bytesOfRuns(Session session, Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
        long[] threads = THREADS.getAllThreadIds();
        allocated(threads);
        long first = allocated(threads);
        long second = allocated(threads);
        for (int i = 0; i < RUNS; i++) {
            session.run(inputs, outputs);
        }
        return Math.max(0, allocated(threads) - second - (second - first));
    }

    private static long allocated(long[] threads) {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(threads))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
