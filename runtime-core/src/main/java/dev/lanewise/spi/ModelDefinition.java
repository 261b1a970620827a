package dev.lanewise.spi;

import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Graph;
import java.util.List;
import java.util.Map;

/**
 * What a reader makes of a file.
 *
 * @param graph the operators
 * @param inputs the graph's inputs as a user sees them, in the graph's order
 * @param outputs likewise
 * @param metadata what the file says about itself
 * @param source the file
 */
public record ModelDefinition(
        Graph graph,
        List<TensorSpec> inputs,
        List<TensorSpec> outputs,
        Map<String, String> metadata,
        ModelSource source) {

    /** A definition that no file stands behind. */
    public ModelDefinition(
            Graph graph, List<TensorSpec> inputs, List<TensorSpec> outputs, Map<String, String> metadata) {
        this(graph, inputs, outputs, metadata, ModelSource.NONE);
    }
}
