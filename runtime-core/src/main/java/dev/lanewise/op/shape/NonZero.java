package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Indices of the elements that are not zero, [rank, count], in row-major order. ONNX NonZero. */
public record NonZero() implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireReal(in, 0);
        if (in.type(0) == ElementType.STRING) {
            throw in.error("input 0 holds strings, expected numbers");
        }
        Shape shape = in.shape(0);
        return List.of(new TensorType(
                ElementType.INT64, shape.isRanked() ? Shape.of(shape.rank(), Shape.ANY) : Shape.ofRank(2)));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor x = (Tensor) Objects.requireNonNull(inputs.getFirst());
        double[] numbers = on.allocate(ElementType.DOUBLE, x.size()).doubles();
        Convert.run(Elements.format(x.type()), x.array(), 0, NumberFormat.DOUBLE, numbers, 0, numbers.length, false);
        int[] found =
                IntStream.range(0, numbers.length).filter(i -> numbers[i] != 0).toArray();
        int rank = x.rank();
        Tensor y = on.allocate(ElementType.INT64, rank, found.length);
        for (int i = 0; i < found.length; i++) {
            long rest = found[i];
            for (int axis = rank - 1; axis >= 0; axis--) {
                y.longs()[axis * found.length + i] = rest % x.dim(axis);
                rest /= x.dim(axis);
            }
        }
        return List.of(y);
    }
}
