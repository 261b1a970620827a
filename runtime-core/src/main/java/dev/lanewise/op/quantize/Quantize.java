package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.QuantizeKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@code saturate(round(x / scale) + zeroPoint)}, ties to even. Inputs: x, a float scale, and optionally a zero point of
 * type {@code to}. ONNX QuantizeLinear.
 *
 * @param axis axis of the scales, where there are several
 * @param block indices of the axis that share a scale; 0 where scales are not in blocks
 * @param saturate whether 8-bit floats too large become the largest
 */
public record Quantize(ElementType to, int axis, int block, boolean saturate) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.require(1, ElementType.FLOAT);
        Scales.check(in, axis, block);
        return List.of(in.tensor(0).as(to));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand scale = on.input(1);
        Operand y = on.output();
        NumberFormat format = Elements.format(to);
        Scales s = Scales.of(on, axis, block);
        var zeros = Scales.zeros(on);
        Operand zero = zeros.ints();
        return zeros.widen()
                .then(
                        switch (s.kind()) {
                            case TENSOR ->
                                Elements.spread(
                                        on,
                                        y.size(),
                                        (frame, worker, from, end) -> QuantizeKernels.quantize(
                                                format,
                                                saturate,
                                                x.floats(frame),
                                                x.offset() + from,
                                                scale.floats(frame)[scale.offset()],
                                                zero.ints(frame)[zero.offset()],
                                                y.array(frame),
                                                y.offset() + from,
                                                end - from));
                            case AXIS ->
                                on.parallel(
                                        s.outer(),
                                        Elements.runs(s.axis() * s.inner()),
                                        (frame, worker, from, end) -> QuantizeKernels.quantizeAxis(
                                                format,
                                                saturate,
                                                s.axis(),
                                                s.inner(),
                                                x.floats(frame),
                                                x.offset(),
                                                scale.floats(frame),
                                                scale.offset(),
                                                zero.ints(frame),
                                                zero.offset(),
                                                y.array(frame),
                                                y.offset(),
                                                from,
                                                end));
                            case BLOCKS ->
                                on.parallel(
                                        s.outer(),
                                        Elements.runs(s.axis() * s.inner()),
                                        (frame, worker, from, end) -> QuantizeKernels.quantizeBlocks(
                                                format,
                                                saturate,
                                                s.axis(),
                                                s.inner(),
                                                s.block(),
                                                x.floats(frame),
                                                x.offset(),
                                                scale.floats(frame),
                                                scale.offset(),
                                                zero.ints(frame),
                                                zero.offset(),
                                                y.array(frame),
                                                y.offset(),
                                                from,
                                                end));
                        });
    }
}
