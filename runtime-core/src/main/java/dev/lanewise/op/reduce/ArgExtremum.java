package dev.lanewise.op.reduce;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.ReduceKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Indices of the largest or smallest elements along an axis, as INT64. ONNX ArgMax and ArgMin.
 *
 * @param least whether of the smallest
 * @param last whether of the last among equals
 */
public record ArgExtremum(boolean least, int axis, boolean keepDims, boolean last) implements KernelOperator {

    @Override
    public String name() {
        return least ? "ArgMin" : "ArgMax";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(new TensorType(ElementType.INT64, Shape.UNRANKED));
        }
        Ints axes = Ints.of(in.axis(axis, shape.rank()));
        return List.of(new TensorType(ElementType.INT64, Axes.reduced(shape, axes, keepDims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int at = axis < 0 ? axis + x.rank() : axis;
        int outer = x.product(0, at);
        int middle = x.dim(at);
        int inner = x.product(at + 1, x.rank());
        if (x.type() == ElementType.INT64 || x.type() == ElementType.UINT64) {
            boolean unsigned = x.type() == ElementType.UINT64;
            return on.parallel(
                    outer,
                    Elements.runs(middle * inner),
                    (frame, worker, from, to) -> ReduceKernels.arg(
                            least,
                            last,
                            unsigned,
                            x.longs(frame),
                            x.offset(),
                            middle,
                            inner,
                            y.longs(frame),
                            y.offset(),
                            from,
                            to));
        }
        Operand wide = on.workspace(ElementType.DOUBLE, x.size());
        NumberFormat format = Elements.format(x.type());
        Step widen = Elements.spread(
                on,
                x.size(),
                (frame, worker, from, to) -> Convert.run(
                        format,
                        x.array(frame),
                        x.offset() + from,
                        NumberFormat.DOUBLE,
                        wide.array(frame),
                        wide.offset() + from,
                        to - from,
                        false));
        return widen.then(on.parallel(
                outer,
                Elements.runs(middle * inner),
                (frame, worker, from, to) -> ReduceKernels.arg(
                        least,
                        last,
                        wide.doubles(frame),
                        wide.offset(),
                        middle,
                        inner,
                        y.longs(frame),
                        y.offset(),
                        from,
                        to)));
    }
}
