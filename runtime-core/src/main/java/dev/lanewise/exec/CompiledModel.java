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

    /** Makes a canonical graph, in place, one that is written into a format with channels last. */
    public static void toChannelsLast(Graph graph) {
        Pipeline.channelsLast(graph, new FoldingEvaluator(folding()));
    }

    private static Settings folding() {
        return new Settings(new Workers(1), new Prepared(), true, 0);
    }

    /** Canonicalises {@code source} in place, then optimises and lowers a copy of it for this machine. */
    public static CompiledModel compile(Graph source, Set<String> disabledRewrites) {
        return compile(source, disabledRewrites, new RunControl(() -> false, 0, false, Long.MAX_VALUE, null));
    }

    /** The same within the bounds of {@code control}; what would take more bytes is left to runs. */
    public static CompiledModel compile(Graph source, Set<String> disabledRewrites, RunControl control) {
        var folding = new FoldingEvaluator(folding(), control);
        Pipeline.canonicalise(source, folding, disabledRewrites);
        Graph compiled = Pipeline.compile(source.copy(), folding, disabledRewrites);
        WarmUp.start(compiled);
        return new CompiledModel(compiled);
    }

    /** Has the JVM compile what almost every model needs, in the background, once its first result is there. */
    public static void warmUp() {
        WarmUp.start();
    }

    /** A runner without help and with a state of its own. */
    public SessionRunner newRunner(boolean strict, long planCacheBytes) {
        return newRunner(1, Optional.empty(), strict, planCacheBytes, new SessionState());
    }

    /** A runner whose runs and those of others with {@code state} come one after another, where the model has state. */
    public SessionRunner newRunner(
            int threads, Optional<Executor> executor, boolean strict, long planCacheBytes, SessionState state) {
        var settings = new Settings(new Workers(threads, executor), prepared, strict, planCacheBytes);
        return new SessionRunner(graph, settings, state);
    }
}
