package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;

/** Elements of input 0, each by an index of input 1 along the axis. ONNX GatherElements. */
public record GatherElements(int axis) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireWithin(in, axis);
        return List.of(in.tensor(0).as(in.shape(1)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand indices = on.input(1);
        Operand y = on.output();
        int at = axis < 0 ? axis + x.rank() : axis;
        var gather = new dev.lanewise.kernel.GatherElements(x.dims(), indices.dims(), at);
        return on.parallel(
                gather.rows(),
                1,
                (frame, worker, from, to) -> gather.run(
                        x.array(frame),
                        x.offset(),
                        indices.array(frame),
                        indices.offset(),
                        y.array(frame),
                        y.offset(),
                        from,
                        to));
    }
}
