package dev.lanewise.op.vision;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.ResizeAxis;
import dev.lanewise.kernel.ResizeCoordinates;
import dev.lanewise.kernel.ResizeNearest;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Interpolates along axes. Inputs: the data, and optionally the region of interest (starts, then ends), the scales and
 * the sizes, in order of {@code axes}; the sizes come before the scales. Nearest neighbours move elements of any type,
 * other interpolation is computed in FLOAT. ONNX Resize-19; TFLite RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR.
 *
 * @param cubic the coefficient of cubic interpolation
 * @param extrapolation the value outside the input, for {@link ResizeCoordinates.Mode#TF_CROP_AND_RESIZE}
 * @param axes the axes that are resized, all when there are none
 */
public record Resize(
        Interpolation interpolation,
        ResizeCoordinates.Mode coordinates,
        ResizeAxis.Nearest nearest,
        float cubic,
        boolean antialias,
        boolean excludeOutside,
        float extrapolation,
        Fit fit,
        Ints axes)
        implements KernelOperator, ComputesWide {

    /** How values between elements are found. */
    public enum Interpolation {
        NEAREST,
        LINEAR,
        CUBIC
    }

    /** ONNX's {@code keep_aspect_ratio_policy}: how sizes are meant. */
    public enum Fit {
        STRETCH,
        NOT_LARGER,
        NOT_SMALLER
    }

    @Override
    public ElementType computeType(ElementType type) {
        return interpolation == Interpolation.NEAREST || type == ElementType.INT64 || type == ElementType.UINT64
                ? type
                : ElementType.FLOAT;
    }

    private Ints places(int rank) {
        return axes.isEmpty()
                ? Ints.range(rank)
                : Ints.of(
                        axes.stream().map(axis -> axis < 0 ? axis + rank : axis).toArray());
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        if (!shape.isRanked()) {
            return List.of(in.tensor(0));
        }
        axes.stream().forEach(axis -> in.axis(axis, shape.rank()));
        Ints places = places(shape.rank());
        boolean bySizes = in.has(3);
        boolean cropped = coordinates == ResizeCoordinates.Mode.TF_CROP_AND_RESIZE;
        Tensor wanted = in.known(bySizes ? 3 : 2);
        Tensor region = cropped ? in.known(1) : null;
        var dims = shape.dims();
        if (wanted == null || cropped && region == null) {
            places.stream().forEach(axis -> dims[axis] = Shape.ANY);
            return List.of(in.tensor(0).as(Shape.of(dims)));
        }
        if (wanted.size() != places.size()) {
            throw in.error(
                    "has " + wanted.size() + (bySizes ? " sizes" : " scales") + " for " + places.size() + " axes");
        }
        var extents = new ResizeExtents(this, places, wanted, region);
        for (int i = 0; i < places.size(); i++) {
            int axis = places.get(i);
            long extent = extents.output(shape, i);
            if (extent < 0 && extent != Shape.ANY && shape.dim(axis) >= 0) {
                throw in.error("dimension " + axis + " of " + shape + " would become " + extent);
            }
            dims[axis] = extent;
        }
        return List.of(in.tensor(0).as(Shape.of(dims)));
    }

    private ResizeAxis[] resized(Binder on, Operand x, Operand y) {
        Ints places = places(x.rank());
        Tensor region = on.has(1) ? on.constant(1) : null;
        Tensor wanted = on.constant(on.has(3) ? 3 : 2);
        if (wanted == null || coordinates == ResizeCoordinates.Mode.TF_CROP_AND_RESIZE && region == null) {
            throw on.error("sizes, scales or region of interest are not known");
        }
        var extents = new ResizeExtents(this, places, wanted, region);
        Shape from = Shape.of(IntStream.of(x.dims()).asLongStream().toArray());
        return IntStream.range(0, x.rank())
                .mapToObj(axis -> {
                    int at = places.indexOf(axis);
                    return at < 0 ? ResizeAxis.identity(x.dim(axis)) : axis(extents, from, at, y.dim(axis));
                })
                .toArray(ResizeAxis[]::new);
    }

    private ResizeAxis axis(ResizeExtents extents, Shape from, int at, int output) {
        int input = Math.toIntExact(from.dim(extents.places().get(at)));
        var where = new ResizeCoordinates(
                coordinates, input, output, extents.scale(from, at), extents.start(at), extents.end(at));
        boolean same =
                input == output && where.scale() == 1 && coordinates != ResizeCoordinates.Mode.TF_CROP_AND_RESIZE;
        return switch (interpolation) {
            case NEAREST -> ResizeAxis.nearest(where, nearest);
            case LINEAR -> same ? ResizeAxis.identity(input) : ResizeAxis.linear(where, antialias, excludeOutside);
            case CUBIC -> same ? ResizeAxis.identity(input) : ResizeAxis.cubic(where, cubic, antialias, excludeOutside);
        };
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
        ResizeAxis[] resized = resized(on, x, y);
        if (interpolation == Interpolation.NEAREST) {
            return extrapolated(y).then(nearest(on, new ResizeNearest(resized), x, y));
        }
        if (y.type() != ElementType.FLOAT) {
            throw on.error("has no kernel for " + y.type());
        }
        int[] moving = IntStream.range(0, x.rank())
                .filter(i -> !resized[i].isIdentity())
                .toArray();
        boolean bilinear = moving.length == 2
                && moving[1] == moving[0] + 1
                && resized[moving[0]].taps() == 2
                && resized[moving[1]].taps() == 2;
        return bilinear ? bilinear(on, resized, moving[0], x, y) : separable(on, resized, moving, x, y);
    }

    private static Step nearest(Binder on, ResizeNearest resize, Operand x, Operand y) {
        return on.parallel(
                resize.rows(),
                Elements.runs(resize.rowLength()),
                (frame, worker, from, to) ->
                        resize.run(x.array(frame), x.offset(), y.array(frame), y.offset(), from, to));
    }

    private Step bilinear(Binder on, ResizeAxis[] resized, int first, Operand x, Operand y) {
        int channels = x.product(first + 2, x.rank());
        return extrapolated(y)
                .then(on.parallel(
                        x.product(0, first) * y.dim(first),
                        Elements.runs(y.dim(first + 1) * channels),
                        (frame, worker, from, to) -> dev.lanewise.kernel.Resize.bilinear(
                                resized[first],
                                resized[first + 1],
                                channels,
                                x.floats(frame),
                                x.offset(),
                                y.floats(frame),
                                y.offset(),
                                from,
                                to)));
    }

    /** One axis after another, the last one first. */
    private Step separable(Binder on, ResizeAxis[] resized, int[] moving, Operand x, Operand y) {
        if (moving.length == 0) {
            return frame -> System.arraycopy(x.array(frame), x.offset(), y.array(frame), y.offset(), y.size());
        }
        Step step = frame -> {};
        Operand source = x;
        for (int i = moving.length - 1; i >= 0; i--) {
            ResizeAxis axis = resized[moving[i]];
            int outer = x.product(0, moving[i]);
            int inner = y.product(moving[i] + 1, y.rank());
            Operand from = source;
            Operand to = i == 0 ? y : on.workspace(ElementType.FLOAT, (long) outer * axis.output() * inner);
            step = step.then(extrapolated(to))
                    .then(on.parallel(
                            outer * axis.output(),
                            Elements.runs(inner * axis.taps()),
                            (frame, worker, first, end) -> dev.lanewise.kernel.Resize.axis(
                                    axis,
                                    inner,
                                    from.floats(frame),
                                    from.offset(),
                                    to.floats(frame),
                                    to.offset(),
                                    first,
                                    end)));
            source = to;
        }
        return step;
    }

    private Step extrapolated(Operand y) {
        if (coordinates != ResizeCoordinates.Mode.TF_CROP_AND_RESIZE) {
            return frame -> {};
        }
        Object value = Numbers.array(y.type(), extrapolation);
        return frame -> StridedCopy.fill(value, 0, y.array(frame), y.offset(), y.size());
    }
}
