package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.SvdfKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@link Svdf} in integers: x, feature weights and y INT8, time weights and memories INT16, bias INT32, without an
 * activation. TFLite SVDF with 8-bit inputs.
 *
 * @param features what feature products are multiplied by
 * @param times what sums over time are multiplied by
 * @param inputZero zero point of x
 * @param outputZero zero point of y
 */
public record IntegerSvdf(int rank, FixedPointFactor features, FixedPointFactor times, int inputZero, int outputZero)
        implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(Svdf.X, ElementType.INT8);
        in.require(Svdf.FEATURE_WEIGHTS, ElementType.INT8);
        in.require(Svdf.TIME_WEIGHTS, ElementType.INT16);
        in.require(Svdf.MEMORY, ElementType.INT16);
        if (in.has(Svdf.BIAS)) {
            in.require(Svdf.BIAS, ElementType.INT32);
        }
        return Svdf.types(in, rank);
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(Svdf.X);
        Operand weights = on.input(Svdf.FEATURE_WEIGHTS);
        Operand time = on.input(Svdf.TIME_WEIGHTS);
        Operand before = on.input(Svdf.MEMORY);
        Operand y = on.output(0);
        Operand memory = on.outputs() > 1 ? on.output(1) : on.workspace(ElementType.INT16, before.size());
        Operand bias = on.has(Svdf.BIAS) ? on.input(Svdf.BIAS) : null;
        int filters = time.dim(0);
        int length = time.dim(1);
        return frame -> {
            short[] state = memory.shorts(frame);
            System.arraycopy(before.shorts(frame), before.offset(), state, memory.offset(), before.size());
            SvdfKernels.remember(
                    x.bytes(frame),
                    x.offset(),
                    x.dim(0),
                    x.dim(1),
                    inputZero,
                    weights.bytes(frame),
                    weights.offset(),
                    filters,
                    features,
                    state,
                    memory.offset(),
                    length);
            SvdfKernels.sum(
                    state,
                    memory.offset(),
                    time.shorts(frame),
                    time.offset(),
                    filters,
                    length,
                    rank,
                    bias == null ? null : bias.ints(frame),
                    bias == null ? 0 : bias.offset(),
                    times,
                    outputZero,
                    y.bytes(frame),
                    y.offset(),
                    y.size());
        };
    }
}
