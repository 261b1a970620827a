package dev.lanewise.op.state;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values of keys (input 0) in a table, where one is missing a default (input 1, one element). TFLite
 * HASHTABLE_FIND.
 */
public record FindInTable(Table table) implements DynamicOperator, StatefulOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, table.keys());
        in.require(1, table.values());
        return List.of(new TensorType(table.values(), in.shape(0)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor keys = Table.require(on, inputs.get(0), table.keys(), "keys");
        Tensor otherwise = Table.require(on, inputs.get(1), table.values(), "defaults");
        if (otherwise.size() != 1) {
            throw on.error("has " + otherwise.size() + " defaults, expected one");
        }
        Map<Object, Value> entries = table.entries(on).entries();
        Tensor found = on.allocate(table.values(), keys.shape());
        for (int i = 0; i < keys.size(); i++) {
            Tensor value = (Tensor) entries.getOrDefault(Table.element(keys, i), otherwise);
            System.arraycopy(value.array(), 0, found.array(), i, 1);
        }
        return List.of(found);
    }
}
