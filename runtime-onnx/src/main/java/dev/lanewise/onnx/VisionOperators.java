package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.GridSampling;
import dev.lanewise.kernel.ResizeAxis;
import dev.lanewise.kernel.ResizeCoordinates;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.vision.AffineGrid;
import dev.lanewise.op.vision.Col2Im;
import dev.lanewise.op.vision.GridSample;
import dev.lanewise.op.vision.MaxRoiPool;
import dev.lanewise.op.vision.NonMaxSuppression;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.op.vision.Resize.Fit;
import dev.lanewise.op.vision.Resize.Interpolation;
import dev.lanewise.op.vision.RoiAlign;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Operators that resize and sample images, or handle regions in them. */
final class VisionOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Upsample")
                .builds(node -> upsample(
                        node, new float[] {1, 1, node.number("height_scale", 1), node.number("width_scale", 1)}));
        on.on("Upsample").since(7).builds(node -> upsample(node, node.numbers("scales")));
        on.on("Upsample").since(9).builds(node -> resize(node, upsampling(node), null, node.input(1), null));
        on.on("Resize").since(10).builds(node -> resize(node, resize10(node), null, node.input(1), null));
        on.on("Resize").since(11).builds(VisionOperators::resize);
        on.on("GridSample").since(16).builds(VisionOperators::gridSample);
        on.on("AffineGrid").reads(node -> new AffineGrid(node.flag("align_corners", false)));
        on.on("Col2Im")
                .reads(node -> new Col2Im(
                        node.ints("strides", Ints.of()),
                        node.ints("dilations", Ints.of()),
                        node.ints("pads", Ints.of())));
        on.on("NonMaxSuppression").reads(node -> new NonMaxSuppression(node.flag("center_point_box", false)));
        on.on("RoiAlign").since(10).builds(node -> channelsLast(node, roiAlign(node, "output_half_pixel")));
        on.on("RoiAlign").since(16).builds(node -> channelsLast(node, roiAlign(node, "half_pixel")));
        on.on("MaxRoiPool").builds(node -> {
            Ints bins = node.ints("pooled_shape", Ints.of());
            if (bins.size() != 2 || bins.get(0) < 1 || bins.get(1) < 1) {
                throw node.error("pooled_shape is " + bins + ", expected two positive numbers");
            }
            channelsLast(node, new MaxRoiPool(bins.get(0), bins.get(1), node.number("spatial_scale", 1)));
        });
    }

    /** Adds {@code op}, whose first input and output are images [N, H, W, C]; the other inputs are the node's. */
    private static void channelsLast(OnnxNode node, Operator op) {
        var inputs = node.inputs();
        inputs.set(0, node.add(Transpose.toChannelsLast(4), node.input(0)));
        node.output(0, node.add(Transpose.toChannelsFirst(4), node.add(op, inputs.toArray(Edge[]::new))));
    }

    private static RoiAlign roiAlign(OnnxNode node, String usual) {
        return new RoiAlign(
                node.int32("output_height", 1),
                node.int32("output_width", 1),
                node.int32("sampling_ratio", 0),
                node.number("spatial_scale", 1),
                node.text("mode", "avg").equals("max"),
                node.text("coordinate_transformation_mode", usual).equals("half_pixel"));
    }

    static void gridSample(OnnxNode node) {
        var mode = switch (node.text("mode", "linear")) {
            case "linear", "bilinear" -> GridSampling.Mode.LINEAR;
            case "nearest" -> GridSampling.Mode.NEAREST;
            case "cubic", "bicubic" -> GridSampling.Mode.CUBIC;
            case String other -> throw node.error("mode is '" + other + "', expected linear, nearest or cubic");
        };
        var padding = constant(GridSampling.Padding.class, node, "padding_mode", "zeros");
        Edge x = node.input(0);
        if (!x.shape().isRanked() || x.shape().rank() < 3) {
            throw node.error("input has shape " + x.shape() + ", expected three or more dimensions");
        }
        int rank = x.shape().rank();
        Edge y = node.add(
                new GridSample(mode, padding, node.flag("align_corners", false)),
                node.add(Transpose.toChannelsLast(rank), x),
                node.input(1));
        node.output(0, node.add(Transpose.toChannelsFirst(rank), y));
    }

    private static <E extends Enum<E>> E constant(Class<E> type, OnnxNode node, String attribute, String usual) {
        String text = node.text(attribute, usual);
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> node.error(attribute + " is '" + text + "', expected one of "
                        + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)));
    }

    private static void upsample(OnnxNode node, float[] scales) {
        resize(node, upsampling(node), null, node.constant(Tensor.of(scales, scales.length)), null);
    }

    /** Upsample's scales are 1 or more. */
    private static Resize upsampling(OnnxNode node) {
        return before11(node, ResizeAxis.Nearest.FLOOR);
    }

    private static Resize resize10(OnnxNode node) {
        return before11(node, ResizeAxis.Nearest.FLOOR_OR_CEIL_WHEN_SHRINKING);
    }

    private static Resize before11(OnnxNode node, ResizeAxis.Nearest rounding) {
        boolean nearest = node.text("mode", "nearest").equals("nearest");
        return new Resize(
                nearest ? Interpolation.NEAREST : Interpolation.LINEAR,
                ResizeCoordinates.Mode.ASYMMETRIC,
                rounding,
                0,
                false,
                false,
                0,
                Fit.STRETCH,
                Ints.of());
    }

    private static void resize(OnnxNode node) {
        var resize = new Resize(
                constant(Interpolation.class, node, "mode", "nearest"),
                constant(ResizeCoordinates.Mode.class, node, "coordinate_transformation_mode", "half_pixel"),
                constant(ResizeAxis.Nearest.class, node, "nearest_mode", "round_prefer_floor"),
                node.number("cubic_coeff_a", -0.75f),
                node.flag("antialias", false),
                node.flag("exclude_outside", false),
                node.number("extrapolation_value", 0),
                constant(Fit.class, node, "keep_aspect_ratio_policy", "stretch"),
                node.ints("axes", Ints.of()));
        resize(node, resize, unlessEmpty(node, 1), unlessEmpty(node, 2), unlessEmpty(node, 3));
    }

    /** Before opset 13 an input that is not used is an empty tensor. */
    private static @Nullable Edge unlessEmpty(OnnxNode node, int input) {
        Edge edge = node.inputOrNull(input);
        return edge == null || edge.shape().isRanked() && edge.shape().size() == 0 ? null : edge;
    }

    private static void resize(
            OnnxNode node, Resize resize, @Nullable Edge region, @Nullable Edge scales, @Nullable Edge sizes) {
        if (scales == null && sizes == null) {
            throw node.error("has neither scales nor sizes");
        }
        Edge x = node.input(0);
        ElementType type = x.type() instanceof TensorType tensor ? tensor.element() : ElementType.FLOAT;
        boolean cast = resize.interpolation() != Interpolation.NEAREST
                && (type == ElementType.INT64 || type == ElementType.UINT64);
        int rank = x.shape().isRanked() ? x.shape().rank() : 0;
        boolean images = rank > 2 && isSpatial(resize.axes(), rank, x, scales, sizes);
        Resize placed = images ? withAxes(resize, channelsLast(resize.axes(), rank)) : resize;
        Edge numbers = cast ? node.add(new Cast(ElementType.FLOAT), x) : x;
        Edge from = images ? node.add(Transpose.toChannelsLast(rank), numbers) : numbers;
        Edge resized = node.add(placed, from, region, scales, sizes);
        Edge y = images ? node.add(Transpose.toChannelsFirst(rank), resized) : resized;
        node.output(0, cast ? node.add(new Cast(type), y) : y);
    }

    private static Resize withAxes(Resize resize, Ints axes) {
        return new Resize(
                resize.interpolation(),
                resize.coordinates(),
                resize.nearest(),
                resize.cubic(),
                resize.antialias(),
                resize.excludeOutside(),
                resize.extrapolation(),
                resize.fit(),
                axes);
    }

    private static Ints channelsLast(Ints axes, int rank) {
        return Ints.of((axes.isEmpty() ? IntStream.range(0, rank) : axes.stream())
                .map(axis -> axis < 0 ? axis + rank : axis)
                .map(axis -> axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1)
                .toArray());
    }

    /** Whether batch and channels, axes 0 and 1, stay as they are. */
    private static boolean isSpatial(Ints axes, int rank, Edge x, @Nullable Edge scales, @Nullable Edge sizes) {
        if (!axes.isEmpty()) {
            return axes.stream().map(axis -> axis < 0 ? axis + rank : axis).allMatch(axis -> axis > 1 && axis < rank);
        }
        Edge wanted = sizes != null ? sizes : scales;
        if (wanted == null || !wanted.isConstant() || wanted.requireConstant().size() != rank) {
            return true;
        }
        Tensor tensor = wanted.requireConstant();
        return sizes != null
                ? IntStream.range(0, 2)
                        .allMatch(i -> x.shape().dim(i) < 0 || x.shape().dim(i) == tensor.longs()[i])
                : IntStream.range(0, 2).allMatch(i -> tensor.floats()[i] == 1);
    }
}
