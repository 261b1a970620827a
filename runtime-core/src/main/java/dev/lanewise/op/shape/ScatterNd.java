package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.ScatterReduction;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import java.util.stream.LongStream;

/** Input 0 with parts of input 2 put, or combined, where the tuples of input 1 say. ONNX ScatterND. */
public record ScatterNd(ScatterReduction reduction) implements KernelOperator {

    @Override
    public String name() {
        return "ScatterND";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireIndices(in, 1);
        IndexShapes.requireReal(in, 0);
        Shape data = in.shape(0);
        Shape indices = in.shape(1);
        if (data.isRanked() && indices.isRanked()) {
            long tuple = indices.rank() == 0 ? Shape.ANY : indices.dim(-1);
            if (indices.rank() == 0 || tuple > data.rank()) {
                throw in.error("indices " + indices + " are no tuples for data " + data);
            }
            if (tuple >= 0) {
                var dims = LongStream.concat(
                        indices.stream().limit(indices.rank() - 1L),
                        data.stream().skip(tuple));
                IndexShapes.requireUpdates(in, Shape.of(dims.toArray()));
            }
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand indices = on.input(1);
        Operand updates = on.input(2);
        Operand y = on.output();
        int tuple = indices.dim(-1);
        var scatter = new dev.lanewise.kernel.ScatterNd(x.dims(), indices.product(0, indices.rank() - 1), tuple);
        Step copy = frame -> System.arraycopy(
                x.array(frame),
                x.offset(),
                y.array(frame),
                y.offset(),
                x.size() * x.type().entries());
        if (reduction == ScatterReduction.NONE || y.type() == ElementType.STRING) {
            return copy.then(frame -> scatter.run(
                    updates.array(frame),
                    updates.offset(),
                    indices.array(frame),
                    indices.offset(),
                    y.array(frame),
                    y.offset(),
                    0,
                    scatter.block()));
        }
        NumberFormat format = Elements.format(y.type());
        return copy.then(frame -> scatter.run(
                format,
                reduction,
                updates.array(frame),
                updates.offset(),
                indices.array(frame),
                indices.offset(),
                y.array(frame),
                y.offset(),
                0,
                scatter.block()));
    }
}
