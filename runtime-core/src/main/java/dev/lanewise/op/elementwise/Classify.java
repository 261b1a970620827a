package dev.lanewise.op.elementwise;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Whether each floating-point element is of one of these kinds; the result is BOOL. ONNX IsNaN and IsInf.
 */
public record Classify(boolean nan, boolean positiveInfinity, boolean negativeInfinity) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(in.tensor(0).as(ElementType.BOOL));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        Operand wide = on.workspace(ElementType.DOUBLE, x.size());
        var format = Elements.format(x.type());
        return frame -> {
            double[] values = wide.doubles(frame);
            int at = wide.offset();
            Convert.run(format, x.array(frame), x.offset(), NumberFormat.DOUBLE, values, at, x.size(), false);
            byte[] result = y.bytes(frame);
            for (int i = 0; i < x.size(); i++) {
                double v = values[at + i];
                boolean is = Double.isNaN(v)
                        ? nan
                        : v == Double.POSITIVE_INFINITY
                                ? positiveInfinity
                                : v == Double.NEGATIVE_INFINITY && negativeInfinity;
                result[y.offset() + i] = (byte) (is ? 1 : 0);
            }
        };
    }
}
