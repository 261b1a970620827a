package dev.lanewise.op.elementwise;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.ScaleRounding;
import dev.lanewise.kernel.StringNumbers;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Elements in another type. ONNX Cast.
 *
 * @param saturate whether 8-bit floats too large become the largest rather than NaN or infinity
 * @param rounding how numbers become FLOAT8E8M0
 */
public record Cast(ElementType to, boolean saturate, ScaleRounding rounding) implements KernelOperator {

    public Cast(ElementType to) {
        this(to, true, ScaleRounding.UP);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(in.tensor(0).as(to));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (x.type() == to) {
            int entries = y.size() * to.entries();
            return frame -> System.arraycopy(x.array(frame), x.offset(), y.array(frame), y.offset(), entries);
        }
        if (x.type() == ElementType.STRING) {
            var format = Elements.format(to);
            return frame ->
                    StringNumbers.parse(x.strings(frame), x.offset(), format, y.array(frame), y.offset(), y.size());
        }
        if (to == ElementType.STRING) {
            var format = Elements.format(x.type());
            return frame ->
                    StringNumbers.print(format, x.array(frame), x.offset(), y.strings(frame), y.offset(), y.size());
        }
        var source = Elements.format(x.type());
        var target = Elements.format(to);
        return Elements.spread(
                on,
                y.size(),
                (frame, worker, from, count) -> Convert.run(
                        source,
                        x.array(frame),
                        x.offset() + from,
                        target,
                        y.array(frame),
                        y.offset() + from,
                        count - from,
                        saturate,
                        rounding));
    }
}
