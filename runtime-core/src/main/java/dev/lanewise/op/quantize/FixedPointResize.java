package dev.lanewise.op.quantize;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.kernel.ResizeIntegers;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Bilinear interpolation of {@code [N, H, W, C]} quantized integers. Inputs: x, INT8, UINT8 or INT16; the output's height
 * and width, two integers. TFLite RESIZE_BILINEAR.
 *
 * @param alignCorners whether the corner pixels' centres keep their places
 * @param halfPixels whether pixels are points at their centres
 */
public record FixedPointResize(boolean alignCorners, boolean halfPixels) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT8, ElementType.UINT8, ElementType.INT16);
        in.requireRank(0, 4, 4);
        long[] sizes = in.longs(1);
        Shape x = in.shape(0);
        if (!x.isRanked() || sizes == null) {
            return List.of(in.tensor(0).as(Shape.ofRank(4)));
        }
        if (sizes.length != 2 || sizes[0] < 0 || sizes[1] < 0) {
            throw in.error("has " + sizes.length + " sizes, expected a height and a width of 0 or more");
        }
        return List.of(in.tensor(0).as(x.with(1, sizes[0]).with(2, sizes[1])));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (y.size() == 0) {
            return frame -> {};
        }
        if (x.size() == 0) {
            throw on.error("has no elements to resize from");
        }
        var height = new ResizeIntegers.Axis(x.dim(1), y.dim(1), alignCorners, halfPixels);
        var width = new ResizeIntegers.Axis(x.dim(2), y.dim(2), alignCorners, halfPixels);
        int channels = x.dim(3);
        NumberFormat format = Elements.format(x.type());
        int rows = y.dim(0) * y.dim(1);
        int grain = Elements.runs(y.dim(2) * channels);
        if (x.type() == ElementType.UINT8) {
            return on.parallel(
                    rows,
                    grain,
                    (frame, worker, from, to) -> ResizeIntegers.bilinearUnsigned(
                            height, width, channels, x.bytes(frame), x.offset(), y.bytes(frame), y.offset(), from, to));
        }
        return on.parallel(
                rows,
                grain,
                (frame, worker, from, to) -> ResizeIntegers.bilinear(
                        height,
                        width,
                        channels,
                        format,
                        x.array(frame),
                        x.offset(),
                        y.array(frame),
                        y.offset(),
                        from,
                        to));
    }
}
