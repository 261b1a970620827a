package dev.lanewise.onnx;

import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ResizeAxis;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes resizing of images. */
final class ResizeWriter {

    private static final int SCALES = 2;
    private static final int SIZES = 3;

    private ResizeWriter() {}

    /** A resize that takes its axes as the core has them, with channels last. */
    static void channelsFirst(Resize op, OnnxNodeWriter node) {
        int rank = node.rank(0);
        write(
                op,
                Ints.of(op.axes().stream()
                        .map(axis -> axis < 0 ? axis + rank : axis)
                        .map(axis -> axis == 0 ? 0 : axis == rank - 1 ? 1 : axis + 1)
                        .toArray()),
                node);
    }

    /** A resize that takes its axes as they are. */
    static void plain(Resize op, OnnxNodeWriter node) {
        write(op, op.axes(), node);
    }

    private static void write(Resize op, Ints axes, OnnxNodeWriter node) {
        var attributes = new Attributes()
                .text("mode", ImageWriters.lower(op.interpolation()))
                .text("coordinate_transformation_mode", ImageWriters.lower(op.coordinates()))
                .flag("antialias", op.antialias(), false)
                .flag("exclude_outside", op.excludeOutside(), false)
                .number("extrapolation_value", op.extrapolation());
        if (op.interpolation() == Resize.Interpolation.NEAREST) {
            attributes.text("nearest_mode", nearest(op, node));
        }
        if (op.interpolation() == Resize.Interpolation.CUBIC) {
            attributes.number("cubic_coeff_a", op.cubic());
        }
        if (op.fit() != Resize.Fit.STRETCH) {
            attributes.text("keep_aspect_ratio_policy", ImageWriters.lower(op.fit()));
        }
        boolean sized = node.has(SIZES);
        String wanted = everywhere(op, axes, sized, node);
        if (wanted.isEmpty()) {
            boolean all = node.shape(0).isRanked() && axes.equals(Ints.range(node.rank(0)));
            if (!axes.isEmpty() && !all) {
                attributes.integers("axes", axes);
            }
            wanted = sized ? longs(node) : node.input(SCALES);
        }
        node.becomes(
                "Resize", attributes, List.of(node.input(0), node.input(1), sized ? "" : wanted, sized ? wanted : ""));
    }

    /**
     * Sizes or scales of all axes, which more runtimes take than those of some, where they are constant and the extents of
     * the other axes known; empty otherwise.
     */
    private static String everywhere(Resize op, Ints axes, boolean sized, OnnxNodeWriter node) {
        int input = sized ? SIZES : SCALES;
        Tensor given = node.has(input) ? node.edge(input).constant() : null;
        boolean some = !axes.isEmpty() && node.shape(0).isRanked() && axes.size() < node.rank(0);
        if (given == null || !some || node.has(1) || op.fit() != Resize.Fit.STRETCH) {
            return "";
        }
        int rank = node.rank(0);
        double[] values = Numbers.of(given);
        long[] sizes = node.shape(0).dims();
        float[] scales = new float[rank];
        Arrays.fill(scales, 1);
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i) < 0 ? axes.get(i) + rank : axes.get(i);
            sizes[axis] = (long) values[i];
            scales[axis] = (float) values[i];
        }
        if (!sized) {
            return node.constant(Tensor.of(scales, rank));
        }
        return Arrays.stream(sizes).allMatch(size -> size >= 0) ? node.longs(sizes) : "";
    }

    private static String longs(OnnxNodeWriter node) {
        return node.element(SIZES) == ElementType.INT64
                ? node.input(SIZES)
                : node.add("Cast", new Attributes().elementType("to", ElementType.INT64), node.input(SIZES));
    }

    private static String nearest(Resize op, OnnxNodeWriter node) {
        if (op.nearest() != ResizeAxis.Nearest.FLOOR_OR_CEIL_WHEN_SHRINKING) {
            return ImageWriters.lower(op.nearest());
        }
        Tensor scales = node.has(SCALES) ? node.edge(SCALES).constant() : null;
        if (all(scales, true)) {
            return "floor";
        }
        if (all(scales, false)) {
            return "ceil";
        }
        throw node.unsupported("rounds as opset 10 did, and its scales are not known to grow all, or shrink all");
    }

    private static boolean all(@Nullable Tensor scales, boolean growing) {
        return scales != null
                && IntStream.range(0, scales.size())
                        .allMatch(i -> growing ? scales.floats()[i] >= 1 : scales.floats()[i] <= 1);
    }
}
