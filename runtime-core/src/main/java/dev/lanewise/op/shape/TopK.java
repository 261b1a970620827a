package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.TopKSelect;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * The greatest, or least, elements along an axis, as many as input 1 says, best first, and their places. Of equal
 * elements the one before comes first. ONNX TopK; TFLite TOPK_V2.
 */
public record TopK(int axis, boolean largest) implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        IndexShapes.requireNumbers(in, 0);
        Shape shape = in.shape(0);
        long[] count = in.longs(1);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0), new TensorType(ElementType.INT64, Shape.UNRANKED));
        }
        int at = in.axis(axis, shape.rank());
        if (count != null && count.length != 1) {
            throw in.error("k has " + count.length + " elements, expected one");
        }
        long k = count == null ? Shape.ANY : count[0];
        if (count != null && (k < 0 || shape.dim(at) >= 0 && k > shape.dim(at))) {
            throw in.error("k is " + k + " for dimension " + at + " of " + shape);
        }
        Shape kept = shape.with(at, k);
        return List.of(in.tensor(0).as(kept), new TensorType(ElementType.INT64, kept));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand values = on.output(0);
        Operand places = on.output(1);
        int at = axis < 0 ? axis + x.rank() : axis;
        int extent = x.dim(at);
        int k = values.dim(at);
        int inner = x.product(at + 1, x.rank());
        boolean unsigned = x.type() == ElementType.UINT64;
        Operand keys = on.workspace(ElementType.INT64, (long) k * on.threads());
        Operand found = on.workspace(ElementType.INT32, (long) k * on.threads());
        return on.parallel(x.product(0, at) * inner, Elements.runs(extent), (frame, worker, from, to) -> {
            Object source = x.array(frame);
            Object target = values.array(frame);
            long[] indices = places.longs(frame);
            int[] best = found.ints(frame);
            int first = found.offset() + worker * k;
            for (int line = from; line < to; line++) {
                int start = x.offset() + line / inner * extent * inner + line % inner;
                int out = line / inner * k * inner + line % inner;
                TopKSelect.run(
                        source,
                        start,
                        extent,
                        inner,
                        k,
                        largest,
                        unsigned,
                        keys.longs(frame),
                        keys.offset() + worker * k,
                        best,
                        first);
                for (int i = 0; i < k; i++) {
                    int place = best[first + i];
                    System.arraycopy(source, start + place * inner, target, values.offset() + out + i * inner, 1);
                    indices[places.offset() + out + i * inner] = place;
                }
            }
        });
    }
}
