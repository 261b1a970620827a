package dev.lanewise.op.sequence;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.SequenceType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.SequenceValue;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tensor 0 cut along an axis: into parts whose extents input 1 lists, into equal parts where it is a scalar, the last
 * smaller, or into single slices when there is none. ONNX SplitToSequence.
 *
 * @param keepDims whether single slices keep the axis; of no effect when there is an input 1
 */
public record SplitToSequence(int axis, boolean keepDims) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        TensorType x = in.tensor(0);
        if (!x.shape().isRanked()) {
            return List.of(new SequenceType(x));
        }
        int at = in.axis(axis, x.shape().rank());
        boolean keeps = keepDims || in.has(1);
        return List.of(new SequenceType(x.as(
                keeps
                        ? x.shape().with(at, in.has(1) ? Shape.ANY : 1)
                        : Shape.of(Slabs.without(x.shape().dims(), at)))));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor x = Slabs.tensor(on, Objects.requireNonNull(inputs.getFirst()));
        int at = Slabs.axis(on, axis, x.rank());
        int extent = Math.toIntExact(x.dim(at));
        Value split = inputs.size() > 1 ? inputs.get(1) : null;
        long[] parts = parts(on, split == null ? Tensor.scalar(1L) : Slabs.tensor(on, split), extent);
        var values = new ArrayList<Value>();
        int from = 0;
        for (long part : parts) {
            boolean drops = split == null && !keepDims;
            values.add(drops ? Slabs.element(on, x, at, from) : Slabs.part(on, x, at, from, (int) part));
            from += (int) part;
        }
        return List.of(new SequenceValue(values));
    }

    private static long[] parts(Evaluation on, Tensor split, int extent) {
        long[] given = Sequences.integers(on, split);
        if (split.rank() == 0) {
            long each = given[0];
            if (each < 1) {
                throw on.error("split is " + each + ", expected 1 or more");
            }
            var parts = new long[(int) Math.ceilDiv((long) extent, each)];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Math.min(each, extent - i * each);
            }
            return parts;
        }
        long sum = 0;
        for (long part : given) {
            sum += part < 0 || part > extent ? extent + 1L : part;
        }
        if (sum != extent) {
            throw on.error("extents " + Arrays.toString(given) + " do not cut an axis of extent " + extent);
        }
        return given;
    }
}
