package dev.lanewise.op.elementwise;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Broadcast;
import dev.lanewise.kernel.WhereKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Elements of input 1 where input 0 is true, of input 2 elsewhere, broadcast as NumPy does. ONNX Where. */
public record Where() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.BOOL);
        if (in.type(1) != in.type(2)) {
            throw in.error("inputs have types " + in.type(1) + " and " + in.type(2) + ", expected the same");
        }
        return List.of(new TensorType(in.type(1), in.broadcast(0, 1, 2)));
    }

    @Override
    public Step bind(Binder on) {
        Operand condition = on.input(0);
        Operand a = on.input(1);
        Operand b = on.input(2);
        Operand y = on.output();
        var walk = new Broadcast(y.dims(), condition.dims(), a.dims(), b.dims());
        int n = walk.runLength();
        return on.parallel(walk.runs(), Elements.runs(n), (frame, worker, from, to) -> {
            for (int i = from; i < to; i++) {
                WhereKernels.select(
                        condition.bytes(frame),
                        condition.offset() + walk.offset(0, i),
                        walk.step(0),
                        a.array(frame),
                        a.offset() + walk.offset(1, i),
                        walk.step(1),
                        b.array(frame),
                        b.offset() + walk.offset(2, i),
                        walk.step(2),
                        y.array(frame),
                        y.offset() + i * n,
                        n);
            }
        });
    }
}
