package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Each element replaced by the value at its key's place, or by the only element of {@code otherwise}. ONNX ML
 * LabelEncoder, CategoryMapper.
 */
public record MapElements(Dictionary keys, Tensor values, Tensor otherwise) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, keys.keys().type());
        if (keys.keys().size() != values.size()) {
            throw in.error("has " + keys.keys().size() + " keys and " + values.size() + " values");
        }
        if (otherwise.type() != values.type() || otherwise.size() != 1) {
            throw in.error("has values " + values + " and the default " + otherwise);
        }
        return List.of(in.tensor(0).as(values.type()));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        return frame -> {
            Object from = x.array(frame);
            Object to = y.array(frame);
            for (int i = 0; i < y.size(); i++) {
                int place = keys.find(from, x.offset() + i);
                System.arraycopy(
                        place < 0 ? otherwise.array() : values.array(), Math.max(place, 0), to, y.offset() + i, 1);
            }
        };
    }
}
