package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Extents of the input's dimensions {@code start} to before {@code end}, as INT64. ONNX Shape. */
public record ShapeOf(int start, int end) implements DynamicOperator {

    /** All of them. */
    public ShapeOf() {
        this(0, Integer.MAX_VALUE);
    }

    private static int clamp(int index, int rank) {
        return Math.clamp(index < 0 ? (long) index + rank : index, 0, rank);
    }

    @Override
    public String name() {
        return "Shape";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(new TensorType(ElementType.INT64, Shape.ofRank(1)));
        }
        int from = clamp(start, shape.rank());
        return List.of(TensorType.of(ElementType.INT64, Math.max(0, clamp(end, shape.rank()) - from)));
    }

    @Override
    public List<Tensor> fold(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of();
        }
        int from = clamp(start, shape.rank());
        long[] dims = Arrays.copyOfRange(shape.dims(), from, Math.max(from, clamp(end, shape.rank())));
        return Arrays.stream(dims).allMatch(d -> d >= 0) ? List.of(Tensor.of(dims, dims.length)) : List.of();
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor tensor)) {
            throw on.error("its input is no tensor");
        }
        int from = clamp(start, tensor.rank());
        long[] dims = Arrays.copyOfRange(tensor.shape(), from, Math.max(from, clamp(end, tensor.rank())));
        return List.of(Tensor.of(dims, dims.length));
    }
}
