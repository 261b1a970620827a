package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.SoftmaxIntegers;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Softmax along the last axis of quantized integers, without floating point. From INT8 or UINT8 to 8 or 16 bits in steps
 * of 1/256 or 1/65536 from the least value on; from INT16 to INT16 in steps of 1/32768. TFLite SOFTMAX.
 *
 * @param scale the input's scale
 * @param beta what the input is multiplied by
 */
public record FixedPointSoftmax(float scale, float beta, ElementType to) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT8, ElementType.UINT8, ElementType.INT16);
        if (in.type(0) == ElementType.INT16 && to != ElementType.INT16) {
            throw in.error("makes " + to + " of INT16, expected INT16");
        }
        return List.of(in.tensor(0).as(to));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int depth = x.rank() == 0 ? 1 : x.dim(-1);
        if (y.size() == 0) {
            return frame -> {};
        }
        int rows = x.size() / depth;
        if (x.type() == ElementType.INT16) {
            var tables = SoftmaxIntegers.Tables.of(scale, beta);
            return on.parallel(
                    rows,
                    Elements.runs(depth),
                    (frame, worker, from, end) -> SoftmaxIntegers.rows(
                            tables, x.shorts(frame), x.offset(), y.shorts(frame), y.offset(), depth, from, end));
        }
        var exponentials = SoftmaxIntegers.Exponentials.of(scale, beta);
        boolean signed = x.type() == ElementType.INT8;
        NumberFormat format = Elements.format(to);
        return on.parallel(
                rows,
                Elements.runs(depth),
                (frame, worker, from, end) -> SoftmaxIntegers.rows(
                        exponentials,
                        signed,
                        x.bytes(frame),
                        x.offset(),
                        format,
                        y.array(frame),
                        y.offset(),
                        depth,
                        from,
                        end));
    }
}
