package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.Pool;
import dev.lanewise.kernel.PoolDoubles;
import dev.lanewise.kernel.WindowGeometry;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import java.util.Arrays;
import java.util.List;

/**
 * Maximum, mean or norm over all spatial positions of channels-last {@code [N, spatial..., C]}, which stay as
 * dimensions of 1. ONNX GlobalMaxPool, GlobalAveragePool, GlobalLpPool.
 *
 * @param p exponent of the norm
 */
public record GlobalPool(Function function, int p) implements KernelOperator, ComputesWide {

    /** What the positions are reduced to. */
    public enum Function {
        MAX,
        AVERAGE,
        LP
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape x = in.shape(0);
        if (!x.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        if (x.rank() < 2) {
            throw in.error("input 0 has shape " + x + ", expected 2 dimensions or more");
        }
        var dims = x.dims();
        Arrays.fill(dims, 1, dims.length - 1, 1);
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        int pixels = x.product(1, x.rank() - 1);
        if (pixels == 0) {
            throw on.error("input 0 has shape " + x + ", which has no positions");
        }
        return on.parallel(x.dim(0), 1, body(on, x, y, WindowGeometry.global(1, 1, pixels), x.dim(-1)));
    }

    private Frame.Body body(Binder on, Operand x, Operand y, WindowGeometry g, int channels) {
        return switch (y.type()) {
            case FLOAT ->
                (frame, worker, from, to) -> {
                    float[] in = x.floats(frame);
                    float[] out = y.floats(frame);
                    switch (function) {
                        case MAX -> Pool.max(g, channels, in, x.offset(), out, y.offset(), from, to);
                        case AVERAGE -> Pool.average(g, channels, false, in, x.offset(), out, y.offset(), from, to);
                        case LP -> Pool.lp(g, channels, p, in, x.offset(), out, y.offset(), from, to);
                    }
                };
            case DOUBLE ->
                (frame, worker, from, to) -> {
                    double[] in = x.doubles(frame);
                    double[] out = y.doubles(frame);
                    switch (function) {
                        case MAX -> PoolDoubles.max(g, channels, in, x.offset(), out, y.offset(), from, to);
                        case AVERAGE ->
                            PoolDoubles.average(g, channels, false, in, x.offset(), out, y.offset(), from, to);
                        case LP -> PoolDoubles.lp(g, channels, p, in, x.offset(), out, y.offset(), from, to);
                    }
                };
            default -> throw on.error("has no kernel for " + y.type());
        };
    }
}
