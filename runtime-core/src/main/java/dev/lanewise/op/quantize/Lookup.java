package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.LookupKernels;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * A function of narrow integers by a table. Inputs: x, INT8, UINT8 or INT16; a table with an entry for each value of x's
 * type from the least on, whose type is the output's.
 */
public record Lookup() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT8, ElementType.UINT8, ElementType.INT16);
        in.require(1, ElementType.INT8, ElementType.UINT8, ElementType.INT16, ElementType.INT32, ElementType.FLOAT);
        long entries = 1L << in.type(0).bits();
        if (in.shape(1).isFixed() && in.shape(1).size() != entries) {
            throw in.error("the table has shape " + in.shape(1) + ", expected [" + entries + "]");
        }
        return List.of(in.tensor(0).as(in.type(1)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand table = on.input(1);
        Operand y = on.output();
        NumberFormat format = Elements.format(x.type());
        return Elements.spread(
                on,
                y.size(),
                (frame, worker, from, to) -> LookupKernels.run(
                        format,
                        x.array(frame),
                        x.offset() + from,
                        table.array(frame),
                        table.offset(),
                        y.array(frame),
                        y.offset() + from,
                        to - from));
    }
}
