package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Pool;
import dev.lanewise.kernel.PoolBytes;
import dev.lanewise.kernel.PoolDoubles;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Maxima over a window that slides over channels-last {@code [N, spatial..., C]}. Optional output 1 holds, for FLOAT
 * and DOUBLE, where each maximum lies in the tensor with channels first, flattened. ONNX MaxPool.
 *
 * @param columnMajor whether indices count with the first spatial axis fastest
 */
public record MaxPool(Window window, boolean columnMajor) implements KernelOperator, ComputesWide {

    public MaxPool(Window window) {
        this(window, false);
    }

    @Override
    public ElementType computeType(ElementType type) {
        return switch (type) {
            case INT8, UINT8 -> type;
            case INT16, UINT16 -> ElementType.FLOAT;
            default -> ComputesWide.super.computeType(type);
        };
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        Shape y = Pooling.infer(in, window);
        TensorType type = in.tensor(0).as(y);
        return in.outputs() > 1 ? List.of(type, type.as(ElementType.INT64)) : List.of(type);
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        if (on.output().size() == 0) {
            return frame -> {};
        }
        var geometry = window.geometry(x);
        if (on.outputs() > 1) {
            return withIndices(on, x, geometry);
        }
        Operand y = on.output();
        int channels = x.dim(-1);
        return on.parallel(
                Pooling.rows(x, geometry),
                Pooling.grain(geometry, channels),
                switch (y.type()) {
                    case FLOAT ->
                        (frame, worker, from, to) -> Pool.max(
                                geometry, channels, x.floats(frame), x.offset(), y.floats(frame), y.offset(), from, to);
                    case DOUBLE ->
                        (frame, worker, from, to) -> PoolDoubles.max(
                                geometry,
                                channels,
                                x.doubles(frame),
                                x.offset(),
                                y.doubles(frame),
                                y.offset(),
                                from,
                                to);
                    case INT8, UINT8 -> {
                        boolean signed = y.type() == ElementType.INT8;
                        yield (frame, worker, from, to) -> PoolBytes.max(
                                geometry,
                                channels,
                                signed,
                                x.bytes(frame),
                                x.offset(),
                                y.bytes(frame),
                                y.offset(),
                                from,
                                to);
                    }
                    default -> throw on.error("has no kernel for " + y.type());
                });
    }

    private Step withIndices(Binder on, Operand x, WindowGeometry geometry) {
        Operand y = on.output(0);
        Operand indices = on.output(1);
        int channels = x.dim(-1);
        Frame.Body body = switch (y.type()) {
            case FLOAT ->
                (frame, worker, from, to) -> Pool.maxWithIndices(
                        geometry,
                        channels,
                        columnMajor,
                        x.floats(frame),
                        x.offset(),
                        y.floats(frame),
                        y.offset(),
                        indices.longs(frame),
                        indices.offset(),
                        from,
                        to);
            case DOUBLE ->
                (frame, worker, from, to) -> PoolDoubles.maxWithIndices(
                        geometry,
                        channels,
                        columnMajor,
                        x.doubles(frame),
                        x.offset(),
                        y.doubles(frame),
                        y.offset(),
                        indices.longs(frame),
                        indices.offset(),
                        from,
                        to);
            default -> throw on.error("has no indices for " + y.type());
        };
        Step pool = on.parallel(Pooling.rows(x, geometry), Pooling.grain(geometry, channels), body);
        long pixels = geometry.inputPixels();
        int image = geometry.outputPixels() * channels;
        return pool.then(on.parallel(y.size(), Elements.GRAIN, (frame, worker, from, to) -> {
            long[] places = indices.longs(frame);
            for (int i = from; i < to; i++) {
                places[indices.offset() + i] += ((long) (i / image) * channels + i % channels) * pixels;
            }
        }));
    }
}
