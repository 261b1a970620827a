package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * 1 for the first of the largest elements along an axis, 0 for the others. ONNX Hardmax.
 *
 * @param toEnd whether all axes from {@code axis} on are taken as one, as ONNX did before version 13
 */
public record Hardmax(int axis, boolean toEnd) implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        if (in.shape(0).isRanked()) {
            in.axis(axis, in.shape(0).rank());
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (x.size() == 0) {
            return frame -> {};
        }
        int at = axis < 0 ? axis + x.rank() : axis;
        int behind = toEnd ? x.rank() : at + 1;
        int length = x.product(at, behind);
        int inner = x.product(behind, x.rank());
        return on.parallel(x.size() / length, Elements.runs(length), (frame, worker, from, to) -> {
            for (int line = from; line < to; line++) {
                int begin = line / inner * length * inner + line % inner;
                if (x.type() == ElementType.DOUBLE) {
                    line(x.doubles(frame), x.offset() + begin, y.doubles(frame), y.offset() + begin, length, inner);
                } else {
                    line(x.floats(frame), x.offset() + begin, y.floats(frame), y.offset() + begin, length, inner);
                }
            }
        });
    }

    private static void line(float[] x, int xo, float[] y, int yo, int length, int step) {
        int best = 0;
        for (int i = 0; i < length; i++) {
            best = x[xo + i * step] > x[xo + best * step] ? i : best;
            y[yo + i * step] = 0;
        }
        y[yo + best * step] = 1;
    }

    private static void line(double[] x, int xo, double[] y, int yo, int length, int step) {
        int best = 0;
        for (int i = 0; i < length; i++) {
            best = x[xo + i * step] > x[xo + best * step] ? i : best;
            y[yo + i * step] = 0;
        }
        y[yo + best * step] = 1;
    }
}
