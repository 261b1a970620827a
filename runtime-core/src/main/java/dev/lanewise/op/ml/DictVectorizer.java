package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.MapType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.graph.ValueType.UnknownType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a map at the keys of a vocabulary, [1, keys], zero or empty where there is none. ONNX ML DictVectorizer. */
public record DictVectorizer(Tensor vocabulary) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(
                in.value(0) instanceof MapType(var key, TensorType(var element, var shape))
                        ? TensorType.of(element, 1, vocabulary.size())
                        : new UnknownType());
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var entries = Maps.map(on, inputs.getFirst()).entries();
        ElementType type = entries.isEmpty()
                ? ElementType.FLOAT
                : Maps.single(on, entries.values().iterator().next()).type();
        Tensor y = on.allocate(type, 1, vocabulary.size());
        for (int i = 0; i < vocabulary.size(); i++) {
            Value found = entries.get(Maps.key(vocabulary, i));
            if (found != null) {
                Tensor value = Maps.single(on, found);
                if (value.type() != type) {
                    throw on.error("the map holds " + type + " and " + value.type());
                }
                System.arraycopy(value.array(), 0, y.array(), i, 1);
            }
        }
        return List.of(y);
    }
}
