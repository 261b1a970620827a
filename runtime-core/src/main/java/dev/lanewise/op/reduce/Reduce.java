package dev.lanewise.op.reduce;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.ReduceKernels;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * A reduction along axes. ONNX Reduce*.
 *
 * @param axes the axes, from the end when negative
 * @param keepDims whether reduced axes stay with extent 1
 */
public record Reduce(ReduceFunction function, Ints axes, boolean keepDims) implements KernelOperator, ComputesWide {

    @Override
    public String name() {
        return "REDUCE_" + function;
    }

    @Override
    public ElementType computeType(ElementType type) {
        return type.isInteger() && type != ElementType.UINT64 || type == ElementType.BOOL
                ? ElementType.INT64
                : ComputesWide.super.computeType(type);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        return List.of(in.tensor(0).as(Axes.reduced(shape, Axes.resolve(in, axes, shape.rank()), keepDims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        var folded = Axes.fold(x.dims(), axes);
        if (folded.contiguous()) {
            return reduce(on, x, y, folded.outer(), folded.middle(), folded.inner());
        }
        Operand ordered = on.workspace(x.type(), x.size());
        var copy = StridedCopy.transpose(x.dims(), folded.permutation());
        Step move =
                frame -> copy.run(x.array(frame), x.offset(), ordered.array(frame), ordered.offset(), 0, copy.rows());
        return move.then(reduce(on, ordered, y, y.size(), folded.middle(), 1));
    }

    private Step reduce(Binder on, Operand x, Operand y, int outer, int middle, int inner) {
        int grain = Elements.runs(middle * inner);
        return on.parallel(
                outer,
                grain,
                switch (x.type()) {
                    case FLOAT ->
                        (frame, worker, from, to) -> ReduceKernels.reduce(
                                function,
                                x.floats(frame),
                                x.offset(),
                                middle,
                                inner,
                                y.floats(frame),
                                y.offset(),
                                from,
                                to);
                    case DOUBLE ->
                        (frame, worker, from, to) -> ReduceKernels.reduce(
                                function,
                                x.doubles(frame),
                                x.offset(),
                                middle,
                                inner,
                                y.doubles(frame),
                                y.offset(),
                                from,
                                to);
                    case INT64, UINT64 ->
                        (frame, worker, from, to) -> ReduceKernels.reduce(
                                function,
                                x.type() == ElementType.UINT64,
                                x.longs(frame),
                                x.offset(),
                                middle,
                                inner,
                                y.longs(frame),
                                y.offset(),
                                from,
                                to);
                    default -> throw on.error("has no kernel for " + x.type());
                });
    }
}
