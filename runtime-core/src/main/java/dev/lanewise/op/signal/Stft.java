package dev.lanewise.op.signal;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Fourier;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * Fourier transforms of frames of a signal {@code [N, length, 1 or 2]}, or {@code [N, length]}. Input 1 is the distance
 * of frames; optional input 2 a window that frames are multiplied by; optional input 3 the length of a frame. The
 * output is {@code [N, frames, frequencies, 2]}. ONNX STFT.
 *
 * @param onesided whether only the first half of each spectrum is wanted
 */
public record Stft(boolean onesided) implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return type.isInteger() ? type : ComputesWide.super.computeType(type);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        in.requireRank(0, 2, 3);
        long[] step = in.longs(1);
        long[] given = in.has(3) ? in.longs(3) : new long[0];
        if (!x.isRanked() || step == null || given == null) {
            return List.of(in.tensor(0).as(Shape.ofRank(4)));
        }
        boolean windowed = in.has(2);
        long frame = given.length > 0
                ? given[0]
                : windowed ? in.shape(2).isRanked() ? in.shape(2).dim(0) : Shape.ANY : x.dim(1);
        if (frame < 0 || x.dim(1) < 0) {
            return List.of(in.tensor(0).as(Shape.of(x.dim(0), Shape.ANY, Shape.ANY, 2)));
        }
        if (step[0] < 1 || frame < 1 || frame > x.dim(1)) {
            throw in.error("frames of " + frame + " every " + step[0] + " do not fit a signal of " + x.dim(1));
        }
        if (windowed && in.shape(2).isFixed() && in.shape(2).size() != frame) {
            throw in.error("the window has shape " + in.shape(2) + ", expected [" + frame + "]");
        }
        long frames = (x.dim(1) - frame) / step[0] + 1;
        return List.of(in.tensor(0).as(Shape.of(x.dim(0), frames, onesided ? frame / 2 + 1 : frame, 2)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        int step = (int) value(on, 1);
        boolean windowed = on.has(2);
        Operand window = windowed ? on.input(2) : x;
        int n = on.has(3) ? (int) value(on, 3) : windowed ? window.size() : x.dim(1);
        int parts = x.rank() == 2 ? 1 : x.dim(2);
        int length = x.dim(1);
        int frames = y.dim(1);
        var plan = new Fourier(n);
        int room = 2 * n + plan.scratchLength();
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) room * on.threads());
        var lines = new Lines(n, 1, parts, y.dim(2), 2);
        return on.parallel(x.dim(0) * frames, 1, (frame, worker, from, to) -> {
            double[] z = scratch.doubles(frame);
            int zo = scratch.offset() + worker * room;
            for (int task = from; task < to; task++) {
                int at = x.offset() + (task / frames * length + task % frames * step) * parts;
                lines.read(x.array(frame), at, 0, z, zo, n);
                for (int i = 0; windowed && i < n; i++) {
                    double factor = Lines.at(window.array(frame), window.offset() + i);
                    z[zo + 2 * i] *= factor;
                    z[zo + 2 * i + 1] *= factor;
                }
                plan.run(false, z, zo, z, zo + 2 * n);
                lines.write(z, zo, y.array(frame), y.offset(), task);
            }
        });
    }

    private static long value(Binder on, int index) {
        Tensor tensor = Objects.requireNonNull(on.constant(index));
        return tensor.array() instanceof int[] ints ? ints[0] : tensor.longs()[0];
    }
}
