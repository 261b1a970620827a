package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Input 0 with more, or with negative pads less, around it. Inputs: data, pads (begins, then ends), and optionally a
 * value and axes. ONNX Pad-18.
 */
public record Pad(StridedPad.Mode mode) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        long[] pads = in.longs(1);
        if (in.has(2)) {
            IndexShapes.requireReal(in, 2);
            if (in.type(2) != in.type(0)
                    || in.shape(2).size() >= 0 && in.shape(2).size() != 1) {
                throw in.error("the value is " + in.tensor(2) + ", expected one " + in.type(0));
            }
        }
        long[] axes = in.has(3) ? in.longs(3) : new long[0];
        if (!shape.isRanked() || pads == null || axes == null) {
            return List.of(in.tensor(0).as(shape.isRanked() ? Shape.ofRank(shape.rank()) : shape));
        }
        int count = in.has(3) ? axes.length : shape.rank();
        if (pads.length != 2 * count) {
            throw in.error("has " + pads.length + " pads, expected " + 2 * count + " for shape " + shape);
        }
        var dims = shape.dims();
        for (int i = 0; i < count; i++) {
            int axis = in.has(3) ? in.axis(Math.toIntExact(axes[i]), shape.rank()) : i;
            if (dims[axis] >= 0) {
                dims[axis] = Math.addExact(dims[axis], Math.addExact(pads[i], pads[count + i]));
                if (dims[axis] < 0) {
                    throw in.error("pads leave less than nothing of dimension " + axis + " of " + shape);
                }
            }
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        long[] pads = Integers.of(Objects.requireNonNull(on.constant(1)));
        var begins = new int[x.rank()];
        var ends = new int[x.rank()];
        int count = pads.length / 2;
        long[] axes = on.has(3) ? Integers.of(Objects.requireNonNull(on.constant(3))) : new long[0];
        for (int i = 0; i < count; i++) {
            int axis = !on.has(3) ? i : (int) (axes[i] < 0 ? axes[i] + x.rank() : axes[i]);
            begins[axis] = Math.toIntExact(pads[i]);
            ends[axis] = Math.toIntExact(pads[count + i]);
        }
        Step step = mode == StridedPad.Mode.CONSTANT && !Arrays.equals(x.dims(), y.dims()) ? fill(on, y) : frame -> {};
        if (x.size() == 0 || y.size() == 0) {
            return step;
        }
        for (StridedCopy copy :
                StridedPad.plan(Copies.entries(x.type(), x.dims()), pads(x, begins), pads(x, ends), mode)) {
            step = step.then(Copies.step(on, copy, x, y));
        }
        return step;
    }

    private static int[] pads(Operand x, int[] pads) {
        return Arrays.copyOf(pads, x.rank() + x.type().entries() - 1);
    }

    private static Step fill(Binder on, Operand y) {
        if (!on.has(2)) {
            Object zero = Tensor.zeros(y.type()).array();
            return frame -> StridedCopy.fill(
                    zero, 0, y.array(frame), y.offset(), y.size() * y.type().entries());
        }
        Operand value = on.input(2);
        return frame -> StridedCopy.fill(value.array(frame), value.offset(), y.array(frame), y.offset(), y.size());
    }
}
