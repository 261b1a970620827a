package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.QuantizeKernels;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@code saturate(round(x / scale) + zeroPoint)}. Inputs: x, a float scale, and optionally a zero point of type {@code
 * to}. ONNX QuantizeLinear, TFLite QUANTIZE.
 *
 * <p>Where ties are rounded away from zero, an operator between Dequantize and this one is computed as TFLite's integer
 * kernels do it, in fixed point.
 *
 * @param axis axis of the scales, where there are several
 * @param block indices of the axis that share a scale; 0 where scales are not in blocks
 * @param saturate whether 8-bit floats too large become the largest
 */
public record Quantize(ElementType to, int axis, int block, boolean saturate, QuantizeRounding rounding)
        implements KernelOperator {

    /** The same with ties rounded to even. */
    public Quantize(ElementType to, int axis, int block, boolean saturate) {
        this(to, axis, block, saturate, QuantizeRounding.EVEN);
    }

    /** The same along another axis, with one scale or one for each of its indices. */
    public Quantize along(int other) {
        return new Quantize(to, other, 0, saturate, rounding);
    }

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
        if (rounding == QuantizeRounding.AWAY) {
            return zeros.widen().then(away(on, format, s, zero));
        }
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

    private Step away(Binder on, NumberFormat format, Scales s, Operand zero) {
        if (s.kind() != Scales.Kind.TENSOR || format.isFloating()) {
            throw on.error("rounds away from zero, for which there is a kernel for integers with one scale alone");
        }
        Operand x = on.input(0);
        Operand scale = on.input(1);
        Operand y = on.output();
        return Elements.spread(
                on,
                y.size(),
                (frame, worker, from, end) -> QuantizeKernels.quantizeAway(
                        format,
                        x.floats(frame),
                        x.offset() + from,
                        scale.floats(frame)[scale.offset()],
                        zero.ints(frame)[zero.offset()],
                        y.array(frame),
                        y.offset() + from,
                        end - from));
    }
}
