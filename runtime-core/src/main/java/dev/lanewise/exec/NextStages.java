package dev.lanewise.exec;

import dev.lanewise.graph.Edge;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stages that may follow, by the values they were made for; the least recently used are dropped beyond a bound. */
final class NextStages {

    private static final int MOST = 16;

    private final List<Stage> stages = new ArrayList<>();

    synchronized @Nullable Stage find(Map<Edge, Value> values) {
        for (int i = 0; i < stages.size(); i++) {
            Stage stage = stages.get(i);
            if (stage.fits(values)) {
                if (i > 0) {
                    stages.remove(i);
                    stages.addFirst(stage);
                }
                return stage;
            }
        }
        return null;
    }

    synchronized void add(Stage stage, long byteBudget) {
        stages.addFirst(stage);
        long bytes = 0;
        for (int i = 0; i < stages.size(); i++) {
            bytes += stages.get(i).plan().arenaBytes();
            if (i > 0 && (bytes > byteBudget || i >= MOST)) {
                stages.subList(i, stages.size()).clear();
            }
        }
    }
}
