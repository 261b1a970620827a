package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * A new last axis with 1 at the place of each element's category. An unknown category gives zeros, or an error unless
 * {@code lenient}. ONNX ML OneHotEncoder.
 */
public record OneHotCategories(Dictionary categories, boolean lenient) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, categories.keys().type());
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(new TensorType(ElementType.FLOAT, shape));
        }
        long[] dims = Arrays.copyOf(shape.dims(), shape.rank() + 1);
        dims[shape.rank()] = categories.keys().size();
        return List.of(TensorType.of(ElementType.FLOAT, dims));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int length = categories.keys().size();
        return frame -> {
            float[] result = y.floats(frame);
            Arrays.fill(result, y.offset(), y.offset() + y.size(), 0);
            for (int i = 0; i < x.size(); i++) {
                int place = categories.find(x.array(frame), x.offset() + i);
                if (place >= 0) {
                    result[y.offset() + i * length + place] = 1;
                } else if (!lenient) {
                    throw on.error("element " + i + " is of no known category");
                }
            }
        };
    }
}
