package dev.lanewise.exec;

import dev.lanewise.graph.Graph;
import dev.lanewise.transform.Pipeline;
import java.util.Set;

/** A model's graph made ready to run, with what sessions share. */
public final class CompiledModel {

    private final Graph graph;
    private final Prepared prepared = new Prepared();

    private CompiledModel(Graph graph) {
        this.graph = graph;
    }

    /** Canonicalises {@code source} in place, then optimises and lowers a copy of it for this machine. */
    public static CompiledModel compile(Graph source, Set<String> disabledRewrites) {
        var workers = new Workers(1);
        var folding = new FoldingEvaluator(new Settings(workers, new Prepared(), true, 0));
        Pipeline.canonicalise(source, folding, disabledRewrites);
        return new CompiledModel(Pipeline.compile(source.copy(), folding, disabledRewrites));
    }

    /** Has the kernels compiled by the JVM, in the background, once a JVM. */
    public static void warmUp() {
        WarmUp.start();
    }

    /** A runner with a state of its own. */
    public SessionRunner newRunner(int threads, boolean strict, long planCacheBytes) {
        return newRunner(threads, strict, planCacheBytes, new SessionState());
    }

    /** A runner whose runs and those of others with {@code state} come one after another, where the model has state. */
    public SessionRunner newRunner(int threads, boolean strict, long planCacheBytes, SessionState state) {
        var settings = new Settings(new Workers(threads), prepared, strict, planCacheBytes);
        return new SessionRunner(graph, settings, state);
    }
}
