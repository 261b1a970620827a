package dev.lanewise.op.signal;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Fourier;
import dev.lanewise.kernel.RealFourier;
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
 * Discrete Fourier transform along an axis of numbers whose last axis holds the real part, or both parts. Optional
 * input 1 is the length, to which the axis is cut or filled with zeros; optional input 2 is the axis. ONNX DFT.
 *
 * @param axis the axis where input 2 is absent
 * @param onesided whether only the first half of the spectrum is there: in the output, or in the input of the inverse,
 *     whose output is then real
 */
public record Dft(int axis, boolean inverse, boolean onesided) implements KernelOperator, ComputesWide {

    @Override
    public ElementType computeType(ElementType type) {
        return type.isInteger() ? type : ComputesWide.super.computeType(type);
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        if (!x.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        if (x.rank() < 2 || x.dim(-1) > 2 || x.dim(-1) == 0) {
            throw in.error("input 0 has shape " + x + ", expected a last dimension of 1 or 2");
        }
        long[] given = in.has(2) ? in.longs(2) : new long[] {axis};
        long[] length = in.has(1) ? in.longs(1) : new long[0];
        if (given == null || length == null) {
            return List.of(in.tensor(0).as(Shape.ofRank(x.rank()).with(-1, parts())));
        }
        int at = in.axis((int) Math.clamp(given[0], Integer.MIN_VALUE, Integer.MAX_VALUE), x.rank());
        if (at == x.rank() - 1) {
            throw in.error("axis " + given[0] + " is the last one, which holds real and imaginary parts");
        }
        long n = length.length > 0 ? length[0] : length(x.dim(at));
        if (n != Shape.ANY && (n < 1 || n > 1 << 28)) {
            throw in.error("the length is " + n);
        }
        long outputs = n < 0 ? Shape.ANY : onesided && !inverse ? n / 2 + 1 : n;
        return List.of(in.tensor(0).as(x.with(at, outputs).with(-1, parts())));
    }

    private long length(long extent) {
        return extent < 0 ? Shape.ANY : inverse && onesided ? 2 * (extent - 1) : extent;
    }

    private int parts() {
        return inverse && onesided ? 1 : 2;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        int given = on.has(2) ? (int) value(on, 2) : axis;
        int at = given < 0 ? given + x.rank() : given;
        int n = on.has(1) ? (int) value(on, 1) : (int) length(x.dim(at));
        boolean together = at == x.rank() - 2 && x.dim(-1) == 1 && x.type() == ElementType.FLOAT;
        if (together && onesided && !inverse && RealFourier.suits(n)) {
            return realLines(on, n);
        }
        var plan = new Fourier(n);
        var lines = new Lines(x.dim(at), x.product(at + 1, x.rank() - 1), x.dim(-1), y.dim(at), y.dim(-1));
        int room = 2 * n + plan.scratchLength();
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) room * on.threads());
        return on.parallel(y.size() / y.dim(at) / y.dim(-1), 1, (frame, worker, from, to) -> {
            double[] z = scratch.doubles(frame);
            int zo = scratch.offset() + worker * room;
            for (int line = from; line < to; line++) {
                lines.read(x.array(frame), x.offset(), line, z, zo, n);
                if (inverse && onesided) {
                    mirror(z, zo, n, Math.min(x.dim(at), n / 2 + 1));
                }
                plan.run(inverse, z, zo, z, zo + 2 * n);
                lines.write(z, zo, y.array(frame), y.offset(), line);
            }
        });
    }

    private static Step realLines(Binder on, int n) {
        Operand x = on.input(0);
        Operand y = on.output();
        var plan = new RealFourier(n);
        int given = x.dim(-2);
        int outputs = n + 2;
        int lines = y.size() / outputs;
        int room = plan.scratchLength();
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) room * on.threads());
        return on.parallel(Math.ceilDiv(lines, RealFourier.LINES), 1, (frame, worker, from, to) -> {
            for (int line = from * RealFourier.LINES; line < Math.min(lines, to * RealFourier.LINES); ) {
                int some = Math.min(RealFourier.LINES, lines - line);
                plan.run(
                        x.floats(frame),
                        x.offset() + line * given,
                        given,
                        some,
                        y.floats(frame),
                        y.offset() + line * outputs,
                        scratch.doubles(frame),
                        scratch.offset() + worker * room);
                line += some;
            }
        });
    }

    private static long value(Binder on, int index) {
        Tensor tensor = Objects.requireNonNull(on.constant(index));
        return tensor.array() instanceof int[] ints ? ints[0] : tensor.longs()[0];
    }

    /** Fills in the half of a spectrum that follows from the other; the ends are real. */
    private static void mirror(double[] z, int zo, int n, int known) {
        z[zo + 1] = 0;
        if (n % 2 == 0 && known > n / 2) {
            z[zo + n + 1] = 0;
        }
        for (int i = n / 2 + 1; i < n; i++) {
            z[zo + 2 * i] = z[zo + 2 * (n - i)];
            z[zo + 2 * i + 1] = -z[zo + 2 * (n - i) + 1];
        }
    }
}
