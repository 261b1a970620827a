package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of input 0 along an axis for which input 1 is true; it may be shorter than the axis, and elements behind its
 * end count for nothing. ONNX Compress.
 *
 * @param flat whether there is no axis and the input counts as a vector
 */
public record Compress(boolean flat, int axis) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(1, ElementType.BOOL);
        Shape shape = in.shape(0);
        if (flat) {
            return List.of(in.tensor(0).as(Shape.ofRank(1)));
        }
        return List.of(in.tensor(0)
                .as(shape.isRanked() ? shape.with(in.axis(axis, shape.rank()), Shape.ANY) : Shape.UNRANKED));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor given = (Tensor) Objects.requireNonNull(inputs.get(0));
        Tensor x = flat ? given.reshape(given.size()) : given;
        byte[] condition = ((Tensor) Objects.requireNonNull(inputs.get(1))).bytes();
        int extent = (int) x.dim(flat ? 0 : axis < 0 ? axis + x.rank() : axis);
        int[] kept = IntStream.range(0, Math.min(condition.length, extent))
                .filter(i -> condition[i] != 0)
                .toArray();
        Tensor indices = on.allocate(ElementType.INT64, kept.length);
        Arrays.setAll(indices.longs(), i -> kept[i]);
        return on.apply(new Gather(flat ? 0 : axis), List.of(x, indices), 1);
    }
}
