package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;

/** How scales and zero points (inputs 1 and 2) lie along a tensor: one, one an index of an axis, or one a block. */
record Scales(Kind kind, int outer, int axis, int inner, int block) {

    enum Kind {
        TENSOR,
        AXIS,
        BLOCKS
    }

    /** Fails unless the scale's shape fits the input's. */
    static void check(Inference in, int axis, int block) {
        Shape x = in.shape(0);
        Shape scale = in.shape(1);
        if (!x.isRanked() || !scale.isRanked() || scale.size() == 1) {
            return;
        }
        int at = in.axis(axis, x.rank());
        boolean fits = block > 0
                ? scale.rank() == x.rank()
                : scale.rank() == 1 && (scale.dim(0) < 0 || x.dim(at) < 0 || scale.dim(0) == x.dim(at));
        if (!fits) {
            throw in.error("the scale has shape " + scale + "; expected "
                    + (block > 0 ? "as many dimensions as " + x : "[1] or the extent of axis " + at + " of " + x));
        }
    }

    static Scales of(Binder on, int axis, int block) {
        Operand x = on.input(0);
        if (on.input(1).size() == 1 && block == 0) {
            return new Scales(Kind.TENSOR, 1, 1, x.size(), 0);
        }
        int at = axis < 0 ? axis + x.rank() : axis;
        return new Scales(
                block > 0 ? Kind.BLOCKS : Kind.AXIS, x.product(0, at), x.dim(at), x.product(at + 1, x.rank()), block);
    }

    /** Zero points widened to INT32 beside the scales; zeros where there are none. */
    record Zeros(Operand ints, Step widen) {}

    static Zeros zeros(Binder on) {
        int count = on.input(1).size();
        Operand ints = on.workspace(ElementType.INT32, count);
        if (!on.has(2) || on.input(2).type().isFloating()) {
            return new Zeros(
                    ints, frame -> java.util.Arrays.fill(ints.ints(frame), ints.offset(), ints.offset() + count, 0));
        }
        Operand zero = on.input(2);
        NumberFormat format = Elements.format(zero.type());
        return new Zeros(
                ints,
                frame -> Convert.run(
                        format,
                        zero.array(frame),
                        zero.offset(),
                        NumberFormat.INT32,
                        ints.array(frame),
                        ints.offset(),
                        count,
                        false));
    }
}
