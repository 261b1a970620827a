package dev.lanewise.op.state;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.StatefulOperator;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many entries a table has: INT64, one element. TFLite HASHTABLE_SIZE. */
public record TableSize(Table table) implements DynamicOperator, StatefulOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(TensorType.of(ElementType.INT64, 1));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        return List.of(Tensor.of(new long[] {table.entries(on).entries().size()}, 1));
    }
}
