package dev.lanewise.exec;

import dev.lanewise.graph.Graph;
import dev.lanewise.transform.Pipeline;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

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

    public SessionRunner newRunner(int threads, Optional<Executor> executor, boolean strict, long planCacheBytes) {
        var workers = new Workers(threads, executor);
        return new SessionRunner(graph, new Settings(workers, prepared, strict, planCacheBytes));
    }
}
