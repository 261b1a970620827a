package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
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

/** Input 0 with the elements of input 2 put, or combined, where input 1 says along the axis. ONNX ScatterElements. */
public record ScatterElements(int axis, ScatterReduction reduction) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireWithin(in, axis);
        IndexShapes.requireUpdates(in, in.shape(1));
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand indices = on.input(1);
        Operand updates = on.input(2);
        Operand y = on.output();
        int at = axis < 0 ? axis + x.rank() : axis;
        var scatter = new dev.lanewise.kernel.ScatterElements(x.dims(), indices.dims(), at);
        Step copy = frame -> System.arraycopy(
                x.array(frame),
                x.offset(),
                y.array(frame),
                y.offset(),
                x.size() * x.type().entries());
        if (reduction == ScatterReduction.NONE || y.type() == ElementType.STRING) {
            return copy.then(on.parallel(
                    scatter.units(),
                    1,
                    (frame, worker, from, to) -> scatter.run(
                            updates.array(frame),
                            updates.offset(),
                            indices.array(frame),
                            indices.offset(),
                            y.array(frame),
                            y.offset(),
                            from,
                            to)));
        }
        NumberFormat format = Elements.format(y.type());
        return copy.then(on.parallel(
                scatter.units(),
                1,
                (frame, worker, from, to) -> scatter.run(
                        format,
                        reduction,
                        updates.array(frame),
                        updates.offset(),
                        indices.array(frame),
                        indices.offset(),
                        y.array(frame),
                        y.offset(),
                        from,
                        to)));
    }
}
