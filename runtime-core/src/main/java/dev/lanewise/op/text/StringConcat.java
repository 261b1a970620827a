package dev.lanewise.op.text;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Broadcast;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Pairs of strings joined, broadcast as NumPy does. ONNX StringConcat. */
public record StringConcat() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING);
        in.require(1, ElementType.STRING);
        return List.of(new TensorType(ElementType.STRING, in.broadcast(0, 1)));
    }

    @Override
    public Step bind(Binder on) {
        Operand a = on.input(0);
        Operand b = on.input(1);
        Operand y = on.output();
        var walk = new Broadcast(y.dims(), a.dims(), b.dims());
        int length = walk.runLength();
        return frame -> {
            String[] left = a.strings(frame);
            String[] right = b.strings(frame);
            String[] joined = y.strings(frame);
            for (int run = 0; run < walk.runs(); run++) {
                int from = a.offset() + walk.offset(0, run);
                int with = b.offset() + walk.offset(1, run);
                for (int i = 0; i < length; i++) {
                    joined[y.offset() + run * length + i] =
                            left[from + i * walk.step(0)].concat(right[with + i * walk.step(1)]);
                }
            }
        };
    }
}
