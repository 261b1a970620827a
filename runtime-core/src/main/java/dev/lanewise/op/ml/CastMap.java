package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The values of a map from INT64 in the order of their keys, [1, count]; or, when {@code length} is not 0, each at the
 * place that its key says, [1, length]. ONNX ML CastMap.
 */
public record CastMap(ElementType to, int length) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(TensorType.of(to, 1, length == 0 ? Shape.ANY : length));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var sorted = new TreeMap<Long, Value>();
        for (Map.Entry<Object, Value> entry :
                Maps.map(on, inputs.getFirst()).entries().entrySet()) {
            if (!(entry.getKey() instanceof Long key) || length > 0 && (key < 0 || key >= length)) {
                throw on.error("the map has key " + entry.getKey() + ", expected an integer"
                        + (length > 0 ? " below " + length : ""));
            }
            sorted.put(key, entry.getValue());
        }
        Tensor y = on.allocate(to, 1, length > 0 ? length : sorted.size());
        int next = 0;
        for (Map.Entry<Long, Value> entry : sorted.entrySet()) {
            Tensor value = Maps.single(on, entry.getValue());
            Tensor cast = (Tensor) on.apply(new Cast(to), List.of(value), 1).getFirst();
            int at = length > 0 ? Math.toIntExact(entry.getKey()) : next++;
            System.arraycopy(cast.array(), 0, y.array(), at, 1);
        }
        return List.of(y);
    }
}
