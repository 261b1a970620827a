package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Crops or pads with zeros around the centre to the extents that input 1 gives for {@code axes}, all of them when there
 * are none. ONNX CenterCropPad.
 */
public record CenterCropPad(Ints axes) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        long[] wanted = in.longs(1);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0));
        }
        Ints at = axes.isEmpty() ? Ints.range(shape.rank()) : axes;
        if (wanted != null && wanted.length != at.size()) {
            throw in.error("has extents " + Arrays.toString(wanted) + " for axes " + at);
        }
        var dims = shape.dims();
        for (int i = 0; i < at.size(); i++) {
            if (wanted != null && wanted[i] < 0) {
                throw in.error("extent " + i + " is " + wanted[i]);
            }
            dims[in.axis(at.get(i), dims.length)] = wanted == null ? Shape.ANY : wanted[i];
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        var dims = new int[x.rank()];
        int[] source = StridedCopy.denseStrides(x.dims());
        int[] target = StridedCopy.denseStrides(y.dims());
        int from = 0;
        int to = 0;
        for (int i = 0; i < dims.length; i++) {
            int more = y.dim(i) - x.dim(i);
            dims[i] = Math.min(x.dim(i), y.dim(i));
            from += more < 0 ? -more / 2 * source[i] : 0;
            to += more > 0 ? more / 2 * target[i] : 0;
        }
        Object zero = Tensor.zeros(y.type()).array();
        Step fill = Arrays.equals(dims, y.dims())
                ? frame -> {}
                : frame -> StridedCopy.fill(zero, 0, y.array(frame), y.offset(), y.size());
        return x.size() == 0 || y.size() == 0
                ? fill
                : fill.then(Copies.step(on, Copies.plan(x.type(), dims, source, from, target, to), x, y));
    }
}
