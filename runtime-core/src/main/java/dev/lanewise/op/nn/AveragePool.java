package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Pool;
import dev.lanewise.kernel.PoolDoubles;
import dev.lanewise.kernel.PoolIntegers;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Means over a window that slides over channels-last {@code [N, spatial..., C]}; those of INT8, UINT8 and INT16 round
 * to nearest, ties away from zero. ONNX AveragePool, TFLite AVERAGE_POOL_2D.
 *
 * @param countPadding whether padded positions count
 */
public record AveragePool(Window window, boolean countPadding) implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        return List.of(in.tensor(0).as(Pooling.infer(in, window)));
    }

    @Override
    public ElementType computeType(ElementType type) {
        return isNarrow(type) ? type : ComputesWide.super.computeType(type);
    }

    private boolean isNarrow(ElementType type) {
        return !countPadding && (type == ElementType.INT8 || type == ElementType.UINT8 || type == ElementType.INT16);
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        var geometry = window.geometry(x);
        int channels = x.dim(-1);
        return on.parallel(
                Pooling.rows(x, geometry),
                Pooling.grain(geometry, channels),
                switch (y.type()) {
                    case FLOAT ->
                        (frame, worker, from, to) -> Pool.average(
                                geometry,
                                channels,
                                countPadding,
                                x.floats(frame),
                                x.offset(),
                                y.floats(frame),
                                y.offset(),
                                from,
                                to);
                    case DOUBLE ->
                        (frame, worker, from, to) -> PoolDoubles.average(
                                geometry,
                                channels,
                                countPadding,
                                x.doubles(frame),
                                x.offset(),
                                y.doubles(frame),
                                y.offset(),
                                from,
                                to);
                    case INT8, UINT8 -> {
                        Operand sums = on.workspace(ElementType.INT32, (long) channels * on.threads());
                        yield (frame, worker, from, to) -> PoolIntegers.average(
                                geometry,
                                channels,
                                y.type() == ElementType.INT8,
                                x.bytes(frame),
                                x.offset(),
                                y.bytes(frame),
                                y.offset(),
                                sums.ints(frame),
                                sums.offset() + worker * channels,
                                from,
                                to);
                    }
                    case INT16 ->
                        (frame, worker, from, to) -> PoolIntegers.average(
                                geometry, channels, x.shorts(frame), x.offset(), y.shorts(frame), y.offset(), from, to);
                    default -> throw on.error("has no kernel for " + y.type());
                });
    }
}
