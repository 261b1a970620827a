package dev.lanewise.op.state;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills a table with keys (input 0) and as many values (input 1), the first of equal keys winning, unless it is filled.
 * No outputs. TFLite HASHTABLE_IMPORT.
 */
public record ImportTable(Table table) implements DynamicOperator, StatefulOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, table.keys());
        in.require(1, table.values());
        return List.of();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (on.state().get(table.name()) != null) {
            return List.of();
        }
        Tensor keys = Table.require(on, inputs.get(0), table.keys(), "keys");
        Tensor values = Table.require(on, inputs.get(1), table.values(), "values");
        if (keys.size() != values.size()) {
            throw on.error("has " + keys.size() + " keys and " + values.size() + " values, expected as many");
        }
        var entries = new LinkedHashMap<Object, Value>();
        for (int i = 0; i < keys.size(); i++) {
            Tensor value = on.allocate(table.values());
            System.arraycopy(values.array(), i, value.array(), 0, 1);
            entries.putIfAbsent(Table.element(keys, i), value);
        }
        on.state().put(table.name(), new MapValue(entries));
        return List.of();
    }
}
