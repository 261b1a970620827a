package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.MapType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.MapValue;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A sequence of maps, for each row of FLOAT scores [rows, labels] one from label to score. ONNX ML ZipMap. */
public record ZipMap(Tensor labels) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        return List.of(new SequenceType(new MapType(labels.type(), TensorType.of(ElementType.FLOAT))));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor x) || x.rank() < 1 || x.rank() > 2) {
            throw on.error("the scores are " + inputs.getFirst() + ", expected [rows, labels]");
        }
        int length = Math.toIntExact(x.dim(x.rank() - 1));
        if (length != labels.size()) {
            throw on.error("has " + labels.size() + " labels for scores " + x);
        }
        var maps = new ArrayList<Value>();
        for (int row = 0; length > 0 && row < x.size() / length; row++) {
            var map = new LinkedHashMap<Object, Value>();
            for (int i = 0; i < length; i++) {
                Tensor score = on.allocate(ElementType.FLOAT);
                score.floats()[0] = x.floats()[row * length + i];
                map.put(Maps.key(labels, i), score);
            }
            maps.add(new MapValue(map));
        }
        return List.of(new SequenceValue(maps));
    }
}
