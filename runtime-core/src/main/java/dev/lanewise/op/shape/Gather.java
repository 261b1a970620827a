package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;
import java.util.stream.LongStream;

/** Parts of input 0 along an axis, by the indices of input 1, which count from the end when negative. ONNX Gather. */
public record Gather(int axis) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireIndices(in, 1);
        Shape data = in.shape(0);
        Shape indices = in.shape(1);
        if (!data.isRanked() || !indices.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        int at = in.axis(axis, data.rank());
        var dims = LongStream.concat(
                LongStream.concat(data.stream().limit(at), indices.stream()),
                data.stream().skip(at + 1));
        return List.of(in.tensor(0).as(Shape.of(dims.toArray())));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand indices = on.input(1);
        Operand y = on.output();
        int at = axis < 0 ? axis + x.rank() : axis;
        int extent = x.dim(at);
        int block = x.product(at + 1, x.rank()) * x.type().entries();
        int count = indices.size();
        return on.parallel(
                x.product(0, at) * count,
                Elements.runs(block),
                (frame, worker, from, to) -> dev.lanewise.kernel.Gather.run(
                        x.array(frame),
                        x.offset(),
                        extent,
                        block,
                        indices.array(frame),
                        indices.offset(),
                        count,
                        y.array(frame),
                        y.offset(),
                        from,
                        to));
    }
}
