package dev.lanewise.op.sequence;

import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a graph for every value of sequence 0. Other sequences give a value each time too, {@code formal} inputs in all;
 * other values, and the captures behind them, stay the same. The results are sequences. ONNX SequenceMap.
 */
public record SequenceMap(Graph body, int formal) implements DynamicOperator {

    @Override
    public List<Graph> subgraphs() {
        return List.of(body);
    }

    @Override
    public Operator withSubgraphs(List<Graph> subgraphs) {
        return new SequenceMap(subgraphs.getFirst(), formal);
    }

    @Override
    public boolean hasEffect() {
        return body.nodes().stream().anyMatch(node -> node.op().hasEffect());
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Sequences.element(in, 0);
        return body.outputs().stream()
                .<ValueType>map(output -> new SequenceType(output.type()))
                .toList();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        int size = Sequences.values(on, inputs.getFirst()).size();
        var results = new ArrayList<List<Value>>();
        body.outputs().forEach(output -> results.add(new ArrayList<>()));
        for (int i = 0; i < size; i++) {
            on.checkpoint();
            var arguments = new ArrayList<Value>();
            for (int k = 0; k < inputs.size(); k++) {
                Value value = Objects.requireNonNull(inputs.get(k));
                arguments.add(k < formal && value instanceof SequenceValue(var all) ? at(on, all, i) : value);
            }
            List<Value> outputs = on.run(body, arguments);
            for (int k = 0; k < outputs.size(); k++) {
                results.get(k).add(outputs.get(k));
            }
        }
        return results.stream().<Value>map(SequenceValue::new).toList();
    }

    private static Value at(Evaluation on, List<Value> values, int index) {
        if (index >= values.size()) {
            throw on.error("sequences have different lengths: one ends at " + values.size());
        }
        return values.get(index);
    }
}
