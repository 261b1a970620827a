package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.SoftmaxDoubles;
import dev.lanewise.kernel.SoftmaxKernels;
import dev.lanewise.kernel.Transpose;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@code exp(x - max) / sum(exp(x - max))}, or its logarithm. ONNX Softmax, LogSoftmax.
 *
 * @param axis the axis, from the end when negative
 * @param toEnd whether all axes from {@code axis} on are taken as one, as ONNX did before version 13
 * @param logarithm whether the result is the logarithm
 */
public record Softmax(int axis, boolean toEnd, boolean logarithm) implements KernelOperator, ComputesWide {

    private static final int TOGETHER = 16;

    public Softmax(int axis) {
        this(axis, false, false);
    }

    @Override
    public String name() {
        return logarithm ? "LogSoftmax" : "Softmax";
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        if (in.shape(0).isRanked() && in.shape(0).rank() > 0) {
            in.axis(axis, in.shape(0).rank());
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int at = x.rank() == 0 ? 0 : axis < 0 ? axis + x.rank() : axis;
        int behind = toEnd || x.rank() == 0 ? x.rank() : at + 1;
        int length = x.product(Math.min(at, x.rank()), behind);
        int inner = x.product(behind, x.rank());
        if (x.size() == 0) {
            return frame -> {};
        }
        if (x.type() == ElementType.DOUBLE) {
            return on.parallel(
                    x.size() / length,
                    Elements.runs(length),
                    (frame, worker, from, to) -> SoftmaxDoubles.run(
                            logarithm,
                            x.doubles(frame),
                            x.offset(),
                            y.doubles(frame),
                            y.offset(),
                            length,
                            inner,
                            from,
                            to));
        }
        return inner == 1 ? rows(on, x, y, length) : columns(on, x, y, length, inner);
    }

    private Step rows(Binder on, Operand x, Operand y, int length) {
        return on.parallel(
                x.size() / length,
                Elements.runs(length),
                (frame, worker, from, to) ->
                        run(x.floats(frame), x.offset(), y.floats(frame), y.offset(), length, from, to));
    }

    private Step columns(Binder on, Operand x, Operand y, int length, int inner) {
        int blocks = Math.ceilDiv(inner, TOGETHER);
        int room = 2 * TOGETHER * length;
        Operand scratch = on.workspace(ElementType.FLOAT, (long) room * on.threads());
        int outer = x.size() / length / inner;
        return on.parallel(outer * blocks, Elements.runs(TOGETHER * length), (frame, worker, from, to) -> {
            float[] rows = scratch.floats(frame);
            int in = scratch.offset() + worker * room;
            int out = in + room / 2;
            for (int task = from; task < to; task++) {
                int first = task % blocks * TOGETHER;
                int count = Math.min(TOGETHER, inner - first);
                int at = task / blocks * length * inner + first;
                Transpose.run(x.floats(frame), x.offset() + at, inner, rows, in, length, length, count);
                run(rows, in, rows, out, length, 0, count);
                Transpose.run(rows, out, length, y.floats(frame), y.offset() + at, inner, count, length);
            }
        });
    }

    private void run(float[] x, int xo, float[] y, int yo, int length, int from, int to) {
        if (logarithm) {
            SoftmaxKernels.logSoftmax(x, xo, y, yo, length, from, to);
        } else {
            SoftmaxKernels.softmax(x, xo, y, yo, length, from, to);
        }
    }
}
