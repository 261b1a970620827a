package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts a tensor along an axis, into parts whose extents input 1 gives, or into equal ones, the last smaller. ONNX
 * Split.
 */
public record Split(int axis) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return in.all(in.tensor(0).as(Shape.UNRANKED));
        }
        int at = in.axis(axis, shape.rank());
        long[] parts = in.has(1) ? in.longs(1) : equal(shape.dim(at), in.outputs());
        if (parts == null) {
            return in.all(in.tensor(0).as(shape.with(at, Shape.ANY)));
        }
        long sum = Arrays.stream(parts).sum();
        if (parts.length != in.outputs() || shape.dim(at) >= 0 && sum >= 0 && sum != shape.dim(at)) {
            throw in.error("extents " + Arrays.toString(parts) + " do not cut dimension " + at + " of " + shape
                    + " into " + in.outputs() + " outputs");
        }
        var types = new ArrayList<ValueType>();
        for (long part : parts) {
            types.add(in.tensor(0).as(shape.with(at, part)));
        }
        return types;
    }

    private static long[] equal(long extent, int parts) {
        var extents = new long[parts];
        long each = extent < 0 ? Shape.ANY : Math.ceilDiv(extent, parts);
        Arrays.fill(extents, each);
        if (extent >= 0) {
            for (int i = 0; i < parts; i++) {
                extents[i] = Math.clamp(extent - i * each, 0, each);
            }
        }
        return extents;
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        int at = axis < 0 ? axis + x.rank() : axis;
        int entries = x.type().entries();
        int outer = x.product(0, at);
        int row = x.product(at, x.rank()) * entries;
        var parts = new Operand[on.outputs()];
        var lengths = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = on.output(i);
            lengths[i] = parts[i].product(at, x.rank()) * entries;
        }
        return on.parallel(outer, Elements.runs(row), (frame, worker, from, to) -> {
            Object source = x.array(frame);
            int start = x.offset();
            for (int i = 0; i < parts.length; i++) {
                int length = lengths[i];
                Object target = parts[i].array(frame);
                for (int o = from; o < to; o++) {
                    System.arraycopy(source, start + o * row, target, parts[i].offset() + o * length, length);
                }
                start += length;
            }
        });
    }
}
