package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.FixedPointAdder;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.QuantizeKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@code clamp(((a << left) * first ± (b << left) * second) * factor + zero, low, high)}, each product rounded in fixed
 * point. Inputs: a and b, FLOAT that hold integers of at most 255, of one shape but for a batch of one. TFLite ADD and
 * SUB of 8-bit integers.
 *
 * @param to an 8-bit integer type; or FLOAT, which then holds integers
 */
public record FixedPointSum(
        ElementType to,
        int zero,
        int low,
        int high,
        boolean subtract,
        int left,
        FixedPointFactor first,
        FixedPointFactor second,
        FixedPointFactor factor)
        implements KernelOperator {

    /** Elements that are added at a time. */
    private static final int PIECE = 1024;

    /** The same with results less {@code shift}, held in floats. */
    public FixedPointSum inFloats(int shift) {
        return new FixedPointSum(
                ElementType.FLOAT, zero - shift, low - shift, high - shift, subtract, left, first, second, factor);
    }

    /** Whether there is a kernel for these factors. */
    public boolean suits() {
        return adder().suits();
    }

    private FixedPointAdder adder() {
        return new FixedPointAdder(zero, low, high, subtract, left, first, second, factor);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.require(1, ElementType.FLOAT);
        return List.of(new TensorType(to, in.broadcast(0, 1)));
    }

    @Override
    public Step bind(Binder on) {
        Operand a = on.input(0);
        Operand b = on.input(1);
        Operand y = on.output();
        if (Math.max(a.size(), b.size()) != y.size()) {
            throw on.error("its inputs differ in more than a batch of one");
        }
        FixedPointAdder adder = adder();
        int period = Math.min(a.size(), b.size());
        boolean narrows = to != ElementType.FLOAT;
        Operand scratch = narrows ? on.workspace(ElementType.FLOAT, (long) PIECE * on.threads()) : y;
        return Elements.spread(on, y.size(), (frame, worker, from, end) -> {
            float[] made = scratch.floats(frame);
            int length;
            for (int i = from; i < end; i += length) {
                length = Math.min(Math.min(PIECE, end - i), period - i % period);
                int at = scratch.offset() + (narrows ? worker * PIECE : i);
                int ao = a.offset() + i % a.size();
                int bo = b.offset() + i % b.size();
                adder.run(a.floats(frame), ao, b.floats(frame), bo, made, at, length);
                if (narrows) {
                    QuantizeKernels.narrow(made, at, 0, y.bytes(frame), y.offset() + i, length);
                }
            }
        });
    }
}
