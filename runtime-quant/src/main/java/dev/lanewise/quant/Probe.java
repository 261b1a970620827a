package dev.lanewise.quant;

import dev.lanewise.Model;
import dev.lanewise.Outputs;
import dev.lanewise.Session;
import dev.lanewise.SessionOptions;
import dev.lanewise.TensorSpec;
import dev.lanewise.graph.Edge;
import dev.lanewise.spi.ModelDefinition;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs a model and gives the values of edges inside it. */
final class Probe implements AutoCloseable {

    private final Session session;
    private final int size;

    /**
     * @param definition what to run; it is copied, and may be changed afterwards
     * @param edges edges of the definition's graph that carry tensors, in the order of {@link #run}
     */
    Probe(ModelDefinition definition, List<Edge> edges, int threads) {
        var specs = new ArrayList<TensorSpec>();
        for (Edge edge : edges) {
            specs.add(spec(edge));
        }
        var model = Model.of(
                new ModelDefinition(definition.graph().copy(edges), definition.inputs(), specs, definition.metadata()));
        session = model.newSession(SessionOptions.defaults().threads(threads));
        size = edges.size();
    }

    /** An edge that carries a tensor as an input or output of a model. */
    static TensorSpec spec(Edge edge) {
        return new TensorSpec(edge.name(), edge.tensorType().element(), new long[0], List.of(), Optional.empty());
    }

    /** The values of the edges for one sample of inputs by name. */
    List<Tensor> run(Map<String, ? extends Value> sample) {
        Outputs outputs = session.run(sample);
        var tensors = new ArrayList<Tensor>();
        for (int i = 0; i < size; i++) {
            tensors.add(outputs.tensor(i));
        }
        return tensors;
    }

    @Override
    public void close() {
        session.close();
    }
}
