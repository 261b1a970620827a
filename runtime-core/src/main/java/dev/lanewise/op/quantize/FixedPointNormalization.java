package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NormalizeIntegers;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * INT8 or UINT8 divided by the Euclidean norm along the last axis, in steps of 1/128. TFLite L2_NORMALIZATION.
 *
 * @param offset the input's zero point
 * @param zero the output's
 */
public record FixedPointNormalization(int offset, int zero) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT8, ElementType.UINT8);
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        int depth = x.rank() == 0 ? 1 : x.dim(-1);
        NumberFormat format = Elements.format(x.type());
        return on.parallel(
                x.size() / depth,
                Elements.runs(depth),
                (frame, worker, from, to) -> NormalizeIntegers.rows(
                        format, offset, zero, x.bytes(frame), x.offset(), y.bytes(frame), y.offset(), depth, from, to));
    }
}
