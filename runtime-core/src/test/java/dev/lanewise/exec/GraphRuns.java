package dev.lanewise.exec;

import dev.lanewise.graph.Graph;
import dev.lanewise.op.ConstantEvaluator;
import dev.lanewise.tensor.Value;
import java.util.List;

/** Runs whole graphs in tests, as they are. */
public final class GraphRuns {

    private GraphRuns() {}

    private static Settings settings(Workers workers) {
        return new Settings(workers, new Prepared(), true, 1L << 30);
    }

    /** The outputs of {@code graph} for {@code inputs}. */
    public static List<Value> run(Graph graph, List<? extends Value> inputs) {
        try (var workers = new Workers(1)) {
            var control = new RunControl(() -> false, 0, false, 1L << 30, null);
            return new GraphRunner(graph, settings(workers)).run(List.copyOf(inputs), control);
        }
    }

    /** What folds constants while a model is compiled. */
    public static ConstantEvaluator folding() {
        return new FoldingEvaluator(settings(new Workers(1)));
    }
}
