package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.FixedPoint;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.op.reduce.Axes;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Products along axes of INT32, one factor after another in their order, each product but the first factor times
 * {@code factor} in 64-bit fixed point and cut to 32 bits. TFLite REDUCE_PROD of quantized integers, whose last
 * multiplication by {@code factor} is left to a {@link Rescale}.
 *
 * @param axes the axes, from the end when negative
 * @param keepDims whether reduced axes stay with extent 1
 */
public record FixedPointProduct(Ints axes, boolean keepDims, FixedPointFactor factor) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT32);
        var shape = in.shape(0);
        return List.of(in.tensor(0)
                .as(shape.isRanked() ? Axes.reduced(shape, Axes.resolve(in, axes, shape.rank()), keepDims) : shape));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int count = y.size() == 0 ? 0 : x.size() / y.size();
        Operand ordered = on.workspace(ElementType.INT32, x.size());
        var copy = StridedCopy.transpose(x.dims(), Axes.fold(x.dims(), axes).permutation());
        Step move =
                frame -> copy.run(x.array(frame), x.offset(), ordered.array(frame), ordered.offset(), 0, copy.rows());
        return move.then(on.parallel(y.size(), Elements.runs(count), (frame, worker, from, to) -> {
            int[] made = y.ints(frame);
            for (int i = from; i < to; i++) {
                made[y.offset() + i] = product(ordered.ints(frame), ordered.offset() + i * count, count);
            }
        }));
    }

    private int product(int[] x, int from, int count) {
        int product = count == 0 ? 1 : x[from];
        for (int i = 1; i < count; i++) {
            product = FixedPoint.multiply((long) product * x[from + i], factor.multiplier(), factor.shift());
        }
        return product;
    }
}
