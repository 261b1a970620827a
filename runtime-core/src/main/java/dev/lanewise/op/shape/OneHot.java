package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Input 2's second value where the index of input 0 is the place along the new axis, its first value elsewhere. Input 1
 * is the extent of the axis; indices from it on, or below its negative, set nothing. ONNX OneHot.
 */
public record OneHot(int axis) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireNumbers(in, 0);
        IndexShapes.requireNumbers(in, 1);
        IndexShapes.requireReal(in, 2);
        Shape indices = in.shape(0);
        Tensor depth = in.known(1);
        if (!indices.isRanked()) {
            return List.of(new TensorType(in.type(2), Shape.UNRANKED));
        }
        if (depth != null && depth.size() != 1) {
            throw in.error("depth has " + depth.size() + " elements, expected one");
        }
        int at = in.axis(axis, indices.rank() + 1);
        long extent = depth == null ? Shape.ANY : (long) Numbers.of(depth)[0];
        if (depth != null && extent < 0) {
            throw in.error("depth is " + extent);
        }
        var dims = LongStream.concat(
                LongStream.concat(indices.stream().limit(at), LongStream.of(extent)),
                indices.stream().skip(at));
        return List.of(new TensorType(in.type(2), Shape.of(dims.toArray())));
    }

    @Override
    public Step bind(Binder on) {
        Operand indices = on.input(0);
        Operand values = on.input(2);
        Operand y = on.output();
        if (values.size() != 2) {
            throw on.error("has " + values.size() + " values, expected off and on");
        }
        int at = axis < 0 ? axis + y.rank() : axis;
        int extent = y.dim(at);
        int inner = y.product(at + 1, y.rank());
        NumberFormat format = Elements.format(indices.type());
        Operand places = on.workspace(ElementType.INT64, indices.size());
        return frame -> {
            Object array = y.array(frame);
            Object pair = values.array(frame);
            long[] place = places.longs(frame);
            int from = places.offset();
            Convert.run(
                    format,
                    indices.array(frame),
                    indices.offset(),
                    NumberFormat.INT64,
                    place,
                    from,
                    indices.size(),
                    false);
            StridedCopy.fill(pair, values.offset(), array, y.offset(), y.size());
            for (int i = 0; i < indices.size(); i++) {
                long index = place[from + i] < 0 ? place[from + i] + extent : place[from + i];
                if (index >= 0 && index < extent) {
                    int target = y.offset() + (i / inner * extent + (int) index) * inner + i % inner;
                    System.arraycopy(pair, values.offset() + 1, array, target, 1);
                }
            }
        };
    }
}
