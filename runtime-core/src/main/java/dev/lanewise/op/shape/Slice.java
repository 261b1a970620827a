package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A regular part of a tensor. Inputs: data, starts, ends, and optionally axes and steps. Starts and ends count from the
 * end when negative and are clamped; steps may be negative. ONNX Slice-13.
 */
public record Slice() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0));
        }
        long[] starts = in.longs(1);
        long[] ends = in.longs(2);
        long[] axes = in.has(3) ? in.longs(3) : starts == null ? null : ascending(starts.length);
        long[] steps = in.has(4) ? in.longs(4) : starts == null ? null : filled(starts.length);
        if (starts == null || ends == null || axes == null || steps == null) {
            Shape unknown = axes == null ? Shape.ofRank(shape.rank()) : open(in, shape, axes);
            return List.of(in.tensor(0).as(unknown));
        }
        if (ends.length != starts.length || axes.length != starts.length || steps.length != starts.length) {
            throw in.error("starts, ends, axes and steps have different lengths");
        }
        var dims = shape.dims();
        for (int i = 0; i < starts.length; i++) {
            int axis = in.axis(Math.toIntExact(axes[i]), shape.rank());
            if (steps[i] == 0) {
                throw in.error("step " + i + " is 0");
            }
            dims[axis] = shape.dim(axis) < 0
                    ? unchanged(starts[i], ends[i], steps[i]) ? shape.dim(axis) : Shape.ANY
                    : Range.of(shape.dim(axis), starts[i], ends[i], steps[i]).count();
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    private static Shape open(Inference in, Shape shape, long[] axes) {
        var dims = shape.dims();
        for (long axis : axes) {
            dims[in.axis(Math.toIntExact(axis), shape.rank())] = Shape.ANY;
        }
        return Shape.of(dims);
    }

    private static boolean unchanged(long start, long end, long step) {
        return start == 0 && step == 1 && end >= Integer.MAX_VALUE;
    }

    private static long[] ascending(int count) {
        var axes = new long[count];
        Arrays.setAll(axes, i -> i);
        return axes;
    }

    private static long[] filled(int count) {
        var ones = new long[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** Indices that a slice takes of one dimension, as NumPy does. */
    private record Range(long start, long step, long count) {
        static Range of(long extent, long start, long end, long step) {
            long low = step > 0 ? 0 : -1;
            long high = step > 0 ? extent : extent - 1;
            long from = Math.clamp(start < 0 ? start + extent : start, low, high);
            long to = Math.clamp(end < 0 ? end + extent : end, low, high);
            long distance = step > 0 ? to - from : from - to;
            long size = step == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(step);
            return new Range(Math.max(from, 0), step, distance <= 0 ? 0 : (distance - 1) / size + 1);
        }
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        long[] starts = longs(on, 1);
        long[] ends = longs(on, 2);
        long[] axes = on.has(3) ? longs(on, 3) : ascending(starts.length);
        long[] steps = on.has(4) ? longs(on, 4) : filled(starts.length);
        int[] strides = StridedCopy.denseStrides(x.dims());
        int base = 0;
        for (int i = 0; i < starts.length; i++) {
            int axis = (int) (axes[i] < 0 ? axes[i] + x.rank() : axes[i]);
            Range range = Range.of(x.dim(axis), starts[i], ends[i], steps[i]);
            base += (int) range.start() * strides[axis];
            strides[axis] = range.count() > 1 ? (int) (strides[axis] * range.step()) : strides[axis];
        }
        if (y.size() == 0) {
            return frame -> {};
        }
        var copy = Copies.plan(x.type(), y.dims(), strides, base, StridedCopy.denseStrides(y.dims()), 0);
        return Copies.step(on, copy, x, y);
    }

    private static long[] longs(Binder on, int input) {
        return Integers.of(Objects.requireNonNull(on.constant(input)));
    }
}
