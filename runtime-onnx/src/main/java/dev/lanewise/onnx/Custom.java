package dev.lanewise.onnx;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operator of the program's own. */
record Custom(CustomOperator operator, Map<String, Object> attributes) implements DynamicOperator {

    @Override
    public String name() {
        return operator.name();
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return in.all(new ValueType.UnknownType());
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var tensors = new ArrayList<Tensor>();
        for (Value input : inputs) {
            if (input instanceof Tensor tensor) {
                tensors.add(tensor);
            } else if (input != null) {
                throw on.error("custom operators take tensors, not a "
                        + input.getClass().getSimpleName());
            }
        }
        List<Tensor> outputs = operator.run(tensors, attributes);
        if (outputs.size() < on.outputs()) {
            throw on.error("returned " + outputs.size() + " tensors, expected " + on.outputs());
        }
        return List.copyOf(outputs);
    }
}
