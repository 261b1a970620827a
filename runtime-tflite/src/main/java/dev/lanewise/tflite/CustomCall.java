package dev.lanewise.tflite;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.spi.CustomOperator;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operator of the program's own. Its attribute {@code options} is a UINT8 vector, the bytes that the file gives it.
 *
 * @param types what the file says that it makes
 */
record CustomCall(CustomOperator operator, Tensor options, List<ElementType> types) implements DynamicOperator {

    /** How nodes of {@code operator} are read. */
    static void read(TfliteNode node, CustomOperator operator) {
        var bytes = new byte[node.customOptions().remaining()];
        node.customOptions().duplicate().get(bytes);
        var types = new ArrayList<ElementType>();
        for (int i = 0; i < node.outputCount(); i++) {
            types.add(node.outputInfo(i).type());
        }
        var call = new CustomCall(operator, Tensor.wrap(ElementType.UINT8, bytes, bytes.length), List.copyOf(types));
        var made = node.add(call, node.inputs(0), types.size());
        for (int i = 0; i < types.size(); i++) {
            node.output(i, made.output(i));
        }
    }

    @Override
    public String name() {
        return operator.name();
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return types.stream()
                .<ValueType>map(type -> new TensorType(type, Shape.UNRANKED))
                .toList();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        var tensors = new ArrayList<Tensor>();
        for (Value input : inputs) {
            if (input instanceof Tensor tensor) {
                tensors.add(tensor);
            }
        }
        List<Tensor> outputs = operator.run(tensors, Map.of("options", options));
        if (outputs.size() != types.size()) {
            throw on.error("returned " + outputs.size() + " tensors, expected " + types.size());
        }
        for (int i = 0; i < types.size(); i++) {
            if (outputs.get(i).type() != types.get(i)) {
                throw on.error("returned " + outputs.get(i) + " as output " + i + ", which is " + types.get(i)
                        + " in the file");
            }
        }
        return List.copyOf(outputs);
    }
}
