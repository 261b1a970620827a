package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.QuantizeKernels;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.ReduceKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Quantizes to UINT8 with scale and zero point from the input's own range, widened to contain 0. Outputs: y, scale, zero
 * point. ONNX DynamicQuantizeLinear-11.
 */
public record DynamicQuantize() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        return List.of(
                in.tensor(0).as(ElementType.UINT8), TensorType.of(ElementType.FLOAT), TensorType.of(ElementType.UINT8));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output(0);
        Operand scale = on.output(1);
        Operand zero = on.output(2);
        Operand range = on.workspace(ElementType.FLOAT, 2);
        return frame -> {
            float[] ends = range.floats(frame);
            int at = range.offset();
            ReduceKernels.reduce(ReduceFunction.MIN, x.floats(frame), x.offset(), x.size(), 1, ends, at, 0, 1);
            ReduceKernels.reduce(ReduceFunction.MAX, x.floats(frame), x.offset(), x.size(), 1, ends, at + 1, 0, 1);
            float least = Math.min(0, ends[at]);
            float greatest = Math.max(0, ends[at + 1]);
            float step = greatest == least ? 1 : (greatest - least) / 255f;
            int zeroPoint = (int) Math.rint(Math.max(0, Math.min(255, -least / step)));
            scale.floats(frame)[scale.offset()] = step;
            zero.bytes(frame)[zero.offset()] = (byte) zeroPoint;
            QuantizeKernels.quantize(
                    NumberFormat.UINT8,
                    true,
                    x.floats(frame),
                    x.offset(),
                    step,
                    zeroPoint,
                    y.array(frame),
                    y.offset(),
                    x.size());
        };
    }
}
