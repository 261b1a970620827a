package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NormalizeDoubles;
import dev.lanewise.kernel.NormalizeKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;

/**
 * {@code x * scale[c] + shift[c]} over the last axis of input 0; inputs 1 and 2 are scale and shift, {@code [C]}. What
 * batch normalisation is once its statistics are fixed.
 */
public record ChannelAffine() implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        for (int i = 1; i <= 2; i++) {
            in.requireRank(i, 1, 1);
            Shape given = in.shape(i);
            if (x.isRanked() && given.isFixed() && x.rank() > 0 && x.dim(-1) >= 0 && given.dim(0) != x.dim(-1)) {
                throw in.error("input " + i + " has shape " + given + ", expected [" + x.dim(-1) + "]");
            }
        }
        return List.of(in.tensor(0));
    }

    @Override
    public boolean overwrites(int input) {
        return input == 0;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand scale = on.input(1);
        Operand shift = on.input(2);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        int channels = x.dim(-1);
        return on.parallel(
                x.size() / channels,
                Elements.runs(channels),
                switch (y.type()) {
                    case FLOAT ->
                        (frame, worker, from, to) -> NormalizeKernels.scaleShift(
                                x.floats(frame),
                                x.offset(),
                                scale.floats(frame),
                                scale.offset(),
                                shift.floats(frame),
                                shift.offset(),
                                y.floats(frame),
                                y.offset(),
                                channels,
                                from,
                                to);
                    case DOUBLE ->
                        (frame, worker, from, to) -> NormalizeDoubles.scaleShift(
                                x.doubles(frame),
                                x.offset(),
                                scale.doubles(frame),
                                scale.offset(),
                                shift.doubles(frame),
                                shift.offset(),
                                y.doubles(frame),
                                y.offset(),
                                channels,
                                from,
                                to);
                    default -> throw on.error("has no kernel for " + y.type());
                });
    }
}
