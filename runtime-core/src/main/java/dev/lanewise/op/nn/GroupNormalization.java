package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.GroupNormKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Normalises channels-last {@code [N, spatial..., C]} to mean 0 and variance 1 over all positions and the channels of a
 * group, then multiplies by input 1 and adds input 2. ONNX GroupNormalization, InstanceNormalization.
 *
 * @param groups number of groups; 0 stands for as many as channels
 * @param perGroup whether scale and bias have one entry for each group rather than for each channel
 */
public record GroupNormalization(int groups, boolean perGroup, float epsilon) implements KernelOperator, ComputesWide {

    private static final int CHANNELS_TOGETHER = 64;

    @Override
    public String name() {
        return groups == 0 ? "InstanceNormalization" : "GroupNormalization";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        Shape x = in.shape(0);
        if (x.isRanked()) {
            if (x.rank() < 2) {
                throw in.error("input 0 has shape " + x + ", expected 2 dimensions or more");
            }
            long channels = x.dim(-1);
            if (groups < 0 || channels >= 0 && groups > 0 && channels % groups != 0) {
                throw in.error(channels + " channels do not split into " + groups + " groups");
            }
            long expected = perGroup ? groups : channels;
            for (int i = 1; i <= 2; i++) {
                Shape given = in.shape(i);
                if (expected >= 0 && given.isFixed() && given.size() != expected) {
                    throw in.error("input " + i + " has shape " + given + ", expected [" + expected + "]");
                }
            }
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand scale = on.input(1);
        Operand bias = on.input(2);
        Operand y = on.output();
        if (x.size() == 0) {
            return frame -> {};
        }
        int channels = x.dim(-1);
        int pixels = x.product(1, x.rank() - 1);
        int size = groups == 0 ? 1 : channels / groups;
        int wanted = Math.max(CHANNELS_TOGETHER, channels / on.threads());
        int block = Math.ceilDiv(Math.min(wanted, channels), size) * size;
        int blocks = Math.ceilDiv(channels, block);
        int floats = GroupNormKernels.FLOATS * channels;
        Operand rest = on.workspace(ElementType.FLOAT, (long) floats * on.threads());
        Operand means = on.workspace(ElementType.FLOAT, (long) channels * on.threads());
        Operand sums = on.workspace(ElementType.DOUBLE, 2L * channels * on.threads());
        return on.parallel(x.dim(0) * blocks, 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int image = task / blocks * pixels * channels;
                int first = task % blocks * block;
                int count = Math.min(block, channels - first);
                int parameter = perGroup ? first / size : first;
                double[] room = sums.doubles(frame);
                int at = sums.offset() + worker * 2 * channels;
                if (y.type() == ElementType.FLOAT) {
                    GroupNormKernels.run(
                            x.floats(frame),
                            x.offset() + image + first,
                            y.floats(frame),
                            y.offset() + image + first,
                            pixels,
                            channels,
                            count,
                            size,
                            scale.floats(frame),
                            scale.offset() + parameter,
                            bias.floats(frame),
                            bias.offset() + parameter,
                            perGroup,
                            epsilon,
                            room,
                            at,
                            rest.floats(frame),
                            rest.offset() + worker * floats,
                            means.floats(frame),
                            means.offset() + worker * channels);
                } else {
                    GroupNormKernels.run(
                            x.doubles(frame),
                            x.offset() + image + first,
                            y.doubles(frame),
                            y.offset() + image + first,
                            pixels,
                            channels,
                            count,
                            size,
                            scale.doubles(frame),
                            scale.offset() + parameter,
                            bias.doubles(frame),
                            bias.offset() + parameter,
                            perGroup,
                            epsilon,
                            room,
                            at);
                }
            }
        });
    }
}
