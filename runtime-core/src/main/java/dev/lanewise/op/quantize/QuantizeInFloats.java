package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.QuantizeKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * What {@link Quantize} makes with one scale, less its zero point, held in floats: {@code clamp(round(x / scale), low,
 * high)}, ties to even. Inputs: x and the scale, FLOAT.
 */
public record QuantizeInFloats(int low, int high) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.require(1, ElementType.FLOAT);
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand scale = on.input(1);
        Operand y = on.output();
        return Elements.spread(
                on,
                y.size(),
                (frame, worker, from, end) -> QuantizeKernels.round(
                        x.floats(frame),
                        x.offset() + from,
                        scale.floats(frame)[scale.offset()],
                        low,
                        high,
                        y.floats(frame),
                        y.offset() + from,
                        end - from));
    }
}
