package dev.lanewise.op.control;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one of two graphs. Inputs: the condition, then all inputs of {@code then}, then those of the other. ONNX If. */
public record If(Graph then, Graph otherwise) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.BOOL);
        if (then.outputs().size() != otherwise.outputs().size()) {
            throw in.error("its branches have " + then.outputs().size() + " and "
                    + otherwise.outputs().size() + " outputs, expected the same number");
        }
        var types = new ArrayList<ValueType>();
        for (int i = 0; i < then.outputs().size(); i++) {
            types.add(ValueTypes.join(
                    then.outputs().get(i).type(), otherwise.outputs().get(i).type()));
        }
        return types;
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        boolean condition = Bodies.flag(on, inputs.getFirst(), "the condition");
        int first = condition ? 1 : 1 + then.inputs().size();
        Graph branch = condition ? then : otherwise;
        var arguments = new ArrayList<Value>();
        for (int i = 0; i < branch.inputs().size(); i++) {
            arguments.add(Objects.requireNonNull(inputs.get(first + i)));
        }
        return on.run(branch, arguments);
    }

    @Override
    public boolean hasEffect() {
        return Bodies.hasEffect(then) || Bodies.hasEffect(otherwise);
    }

    @Override
    public List<Graph> subgraphs() {
        return List.of(then, otherwise);
    }

    @Override
    public Operator withSubgraphs(List<Graph> subgraphs) {
        return new If(subgraphs.get(0), subgraphs.get(1));
    }
}
