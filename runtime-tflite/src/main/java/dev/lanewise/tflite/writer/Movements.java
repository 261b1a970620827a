package dev.lanewise.tflite.writer;

import dev.lanewise.kernel.ResizeAxis;
import dev.lanewise.kernel.ResizeCoordinates;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.op.shape.GatherNd;
import dev.lanewise.op.shape.OneHot;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.ReverseSequence;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.Quantization;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Operators that move elements, by rule or by indices. */
final class Movements {

    private Movements() {}

    static int write(NodeWriter on, Transpose op) {
        int x = on.in(0);
        if (on.rank(x) > 6) {
            throw on.unsupported("transposes " + on.rank(x) + " dimensions, TFLite 6");
        }
        int[] moving = op.permutation().stream()
                .filter(axis -> on.extent(x, axis) != 1)
                .toArray();
        boolean ordered = Arrays.equals(moving, IntStream.of(moving).sorted().toArray());
        boolean fixed = LongStream.of(on.outputShape(0)).filter(dim -> dim < 0).count() <= 1;
        return ordered && fixed
                ? on.reshaped(x, on.outputShape(0))
                : on.transposed(x, op.permutation().toArray());
    }

    static int write(NodeWriter on, Pad op) {
        int x = on.in(0);
        int rank = on.rank(x);
        long[] given = on.longs(1);
        long[] axes = on.has(3) ? on.longs(3) : null;
        int count = given.length / 2;
        var pairs = new int[2 * rank];
        for (int i = 0; i < count; i++) {
            int axis = axes == null ? i : on.axis(Math.toIntExact(axes[i]), x);
            pairs[2 * axis] = Math.toIntExact(given[i]);
            pairs[2 * axis + 1] = Math.toIntExact(given[count + i]);
        }
        if (IntStream.of(pairs).anyMatch(pad -> pad < 0)) {
            throw on.unsupported("cuts off elements, as PAD does not");
        }
        return switch (op.mode()) {
            case CONSTANT -> padded(on, x, on.outputShape(0), pairs, on.has(2) ? value(on) : -1);
            case REFLECT, SYMMETRIC -> {
                var options = Options.of().int8(0, op.mode() == StridedPad.Mode.REFLECT ? 0 : 1);
                yield on.add("MIRROR_PAD", options, on.type(x), on.outputShape(0), x, pads(on, pairs));
            }
            case EDGE, WRAP -> throw on.unsupported("pads by " + op.mode() + ", which TFLite does not");
        };
    }

    /** The value around; −1 for 0. */
    private static int value(NodeWriter on) {
        Tensor value = on.value(2);
        if (value != null && isZero(value, on.quantization(on.in(0)))) {
            return -1;
        }
        int given = on.reshaped(on.in(2));
        on.alike(on.in(0), given);
        return given;
    }

    private static boolean isZero(Tensor value, Quantization quantization) {
        return quantization.exists()
                ? IntegerValues.at(value, 0) == quantization.zeroPoints()[0]
                : value.equals(Tensor.zeros(value.type(), value.shape()));
    }

    /** A tensor with {@code pairs} of elements before and behind each axis: zeros, or {@code value} where it is one. */
    static int padded(NodeWriter on, int x, long[] shape, int[] pairs, int value) {
        return value < 0
                ? on.add("PAD", Options.NONE, on.type(x), shape, x, pads(on, pairs))
                : on.add("PADV2", Options.NONE, on.type(x), shape, x, pads(on, pairs), value);
    }

    private static int pads(NodeWriter on, int[] pairs) {
        return on.constant(Tensor.of(pairs, pairs.length / 2, 2));
    }

    static int write(NodeWriter on, Gather op) {
        int x = on.in(0);
        int axis = on.axis(op.axis(), x);
        Tensor value = on.value(1);
        int indices = value == null ? on.in(1) : indices(on, value, on.extent(x, axis));
        return on.add("GATHER", Options.of().int32(0, axis), on.type(x), on.outputShape(0), x, indices);
    }

    /** Constant indices as INT32 that count from the beginning. */
    private static int indices(NodeWriter on, Tensor value, long extent) {
        var indices = new int[value.size()];
        for (int i = 0; i < indices.length; i++) {
            long index = IntegerValues.at(value, i);
            if (index < 0 && extent < 0) {
                throw on.unsupported("an index counts from the end of an axis whose extent is open");
            }
            indices[i] = Math.toIntExact(index < 0 ? index + extent : index);
        }
        return on.constant(Tensor.of(indices, value.shape()));
    }

    static int write(NodeWriter on, GatherNd op) {
        if (op.batchDims() != 0) {
            throw on.unsupported("has batch dimensions, GATHER_ND none");
        }
        int x = on.in(0);
        return on.add("GATHER_ND", Options.NONE, on.type(x), on.outputShape(0), x, on.in(1));
    }

    static int expand(NodeWriter on) {
        int x = on.in(0);
        return on.add("BROADCAST_TO", Options.NONE, on.type(x), on.outputShape(0), x, Shapes.extents(on, 1));
    }

    static int tile(NodeWriter on) {
        int x = on.in(0);
        int counts = on.value(1) == null ? Functions.cast(on, on.in(1), ElementType.INT32) : on.vector(on.longs(1));
        return on.add("TILE", Options.NONE, on.type(x), on.outputShape(0), x, counts);
    }

    static int range(NodeWriter on) {
        int start = on.in(0);
        return on.add("RANGE", Options.NONE, on.type(start), on.outputShape(0), start, on.in(1), on.in(2));
    }

    static int write(NodeWriter on, OneHot op) {
        Tensor values = on.value(2);
        if (values == null || values.type() != ElementType.FLOAT) {
            throw on.unsupported("its values are no FLOAT constants");
        }
        int depth = on.constant(Tensor.of(new int[] {Math.toIntExact(on.longs(1)[0])}));
        int high = on.number(values.floats()[1]);
        int low = on.number(values.floats()[0]);
        var options = Options.of().int32(0, op.axis());
        return on.add("ONE_HOT", options, values.type(), on.outputShape(0), on.in(0), depth, high, low);
    }

    static int write(NodeWriter on, ReverseSequence op) {
        int x = on.in(0);
        var options = Options.of().int32(0, op.timeAxis()).int32(1, op.batchAxis());
        return on.add("REVERSE_SEQUENCE", options, on.type(x), on.shape(x), x, on.in(1));
    }

    static int write(NodeWriter on, Resize op) {
        int x = on.in(0);
        long[] from = on.shape(x);
        long[] to = on.outputShape(0);
        boolean plane = from.length == 4 && from[0] == to[0] && from[3] == to[3] && to[1] >= 0 && to[2] >= 0;
        if (!plane || op.antialias() || op.fit() != Resize.Fit.STRETCH) {
            throw on.unsupported("resizes " + Arrays.toString(from) + " to " + Arrays.toString(to)
                    + "; TFLite resizes images, axes 1 and 2 of 4, to extents known beforehand");
        }
        boolean linear = op.interpolation() == Resize.Interpolation.LINEAR;
        Boolean half = linear ? halfPixelOfLinear(op, to) : halfPixelOfNearest(op, from, to);
        if (half == null || op.interpolation() == Resize.Interpolation.CUBIC) {
            throw on.unsupported("interpolates by " + op.interpolation() + " with coordinates " + op.coordinates()
                    + " rounded " + op.nearest() + ", as TFLite does not");
        }
        boolean corners = op.coordinates() == ResizeCoordinates.Mode.ALIGN_CORNERS;
        int first = linear ? 2 : 0;
        var options = Options.of().flag(first, corners).flag(first + 1, half);
        int sizes = on.vector(Math.toIntExact(to[1]), Math.toIntExact(to[2]));
        return on.add(linear ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR", options, on.type(x), to, x, sizes);
    }

    /** Whether centres of pixels are at halves; null for coordinates that RESIZE_BILINEAR has not. */
    private static @Nullable Boolean halfPixelOfLinear(Resize op, long[] to) {
        return switch (op.coordinates()) {
            case HALF_PIXEL -> true;
            case PYTORCH_HALF_PIXEL -> to[1] > 1 && to[2] > 1 ? Boolean.TRUE : null;
            case ASYMMETRIC, ALIGN_CORNERS -> false;
            case HALF_PIXEL_SYMMETRIC, TF_CROP_AND_RESIZE, TF_HALF_PIXEL_FOR_NN -> null;
        };
    }

    /** Whether centres of pixels are at halves; null for choices that RESIZE_NEAREST_NEIGHBOR does not make. */
    private static @Nullable Boolean halfPixelOfNearest(Resize op, long[] from, long[] to) {
        boolean multiple = from[1] > 0 && from[2] > 0 && to[1] % from[1] == 0 && to[2] % from[2] == 0;
        boolean floor = op.nearest() == ResizeAxis.Nearest.FLOOR;
        boolean rounds = op.nearest() == ResizeAxis.Nearest.ROUND_PREFER_FLOOR
                || op.nearest() == ResizeAxis.Nearest.ROUND_PREFER_CEIL;
        return switch (op.coordinates()) {
            case ASYMMETRIC -> floor ? Boolean.FALSE : null;
            case TF_HALF_PIXEL_FOR_NN -> floor ? Boolean.TRUE : null;
            case HALF_PIXEL -> rounds && multiple ? Boolean.FALSE : null;
            case ALIGN_CORNERS -> op.nearest() == ResizeAxis.Nearest.ROUND_PREFER_CEIL ? Boolean.FALSE : null;
            case HALF_PIXEL_SYMMETRIC, PYTORCH_HALF_PIXEL, TF_CROP_AND_RESIZE -> null;
        };
    }
}
