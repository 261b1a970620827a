package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.List;

/** Joins tensors along an axis. ONNX Concat. */
public record Concat(int axis) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape result = in.shape(0);
        for (int i = 1; i < in.inputs(); i++) {
            if (in.type(i) != in.type(0)) {
                throw in.error("inputs 0 and " + i + " have types " + in.type(0) + " and " + in.type(i));
            }
            result = join(in, result, in.shape(i));
        }
        if (result.isRanked()) {
            in.axis(axis, result.rank());
        }
        return List.of(in.tensor(0).as(result));
    }

    private Shape join(Inference in, Shape a, Shape b) {
        if (!a.isRanked() || !b.isRanked()) {
            return a.isRanked() ? Shape.ofRank(a.rank()) : b.isRanked() ? Shape.ofRank(b.rank()) : a;
        }
        if (a.rank() != b.rank()) {
            throw in.error("shapes " + a + " and " + b + " have different ranks");
        }
        int at = in.axis(axis, a.rank());
        var dims = a.dims();
        for (int i = 0; i < dims.length; i++) {
            long other = b.dim(i);
            if (i == at) {
                dims[i] = dims[i] < 0 || other < 0 ? Shape.ANY : dims[i] + other;
            } else if (dims[i] < 0) {
                dims[i] = other;
            } else if (other >= 0 && other != dims[i]) {
                throw in.error(
                        "shapes " + a + " and " + b + " differ in dimension " + i + ", which is not the axis " + at);
            }
        }
        return Shape.of(dims);
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        int at = axis < 0 ? axis + y.rank() : axis;
        int entries = y.type().entries();
        int outer = y.product(0, at);
        int row = y.product(at, y.rank()) * entries;
        var parts = new Operand[on.inputs()];
        var lengths = new int[parts.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = on.input(i);
            lengths[i] = parts[i].product(at, y.rank()) * entries;
        }
        return on.parallel(outer, Elements.runs(row), (frame, worker, from, to) -> {
            Object target = y.array(frame);
            int start = y.offset();
            for (int i = 0; i < parts.length; i++) {
                Object source = parts[i].array(frame);
                int length = lengths[i];
                for (int o = from; o < to; o++) {
                    System.arraycopy(source, parts[i].offset() + o * length, target, start + o * row, length);
                }
                start += length;
            }
        });
    }
}
