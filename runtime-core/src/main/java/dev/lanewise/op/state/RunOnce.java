package dev.lanewise.op.state;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph without inputs and outputs in the first run of a session alone.
 *
 * @param name under which the state remembers that it was done. TFLite CALL_ONCE.
 */
public record RunOnce(String name, Graph body) implements DynamicOperator, StatefulOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        if (!body.inputs().isEmpty() || !body.outputs().isEmpty()) {
            throw in.error("its subgraph has " + body.inputs().size() + " inputs and "
                    + body.outputs().size() + " outputs, expected none");
        }
        return List.of();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (on.state().get(name) == null) {
            on.run(body, List.of());
            on.state().put(name, Tensor.scalar(1));
        }
        return List.of();
    }

    @Override
    public List<Graph> subgraphs() {
        return List.of(body);
    }

    @Override
    public Operator withSubgraphs(List<Graph> subgraphs) {
        return new RunOnce(name, subgraphs.getFirst());
    }
}
