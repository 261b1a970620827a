package dev.lanewise.tflite.writer;

import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Fill;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.op.shape.Split;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Operators that change or read shapes, put tensors together and take them apart. */
final class Shapes {

    private Shapes() {}

    /** The first input in the shape of the output. */
    static int view(NodeWriter on) {
        return on.reshaped(on.in(0), on.outputShape(0));
    }

    /** The first input in a shape that the second gives. */
    static int reshape(NodeWriter on) {
        long[] shape = on.outputShape(0);
        long open = LongStream.of(shape).filter(dim -> dim < 0).count();
        if (open <= 1) {
            return on.reshaped(on.in(0), shape);
        }
        if (on.value(1) != null) {
            throw on.unsupported("several extents of its output " + Arrays.toString(shape)
                    + " are open; fix the shapes of the model's inputs");
        }
        int x = on.in(0);
        int dims = Functions.cast(on, on.in(1), ElementType.INT32);
        return on.add("RESHAPE", Options.NONE, on.type(x), shape, x, dims);
    }

    /** Drops axes of extent 1, which may lie among open ones. */
    static int squeezed(NodeWriter on, int x, int... axes) {
        long[] from = on.shape(x);
        long[] shape = IntStream.range(0, from.length)
                .filter(i -> Arrays.stream(axes).noneMatch(axis -> axis == i))
                .mapToLong(i -> from[i])
                .toArray();
        return LongStream.of(shape).filter(dim -> dim < 0).count() <= 1
                ? on.reshaped(x, shape)
                : on.add("SQUEEZE", Options.of().ints(0, axes), on.type(x), shape, x);
    }

    /** Puts in axes of extent 1, which may lie among open ones. */
    static int expanded(NodeWriter on, int x, int... axes) {
        int y = x;
        for (int axis : Arrays.stream(axes).sorted().toArray()) {
            long[] from = on.shape(y);
            var shape = new long[from.length + 1];
            for (int i = 0; i < shape.length; i++) {
                shape[i] = i < axis ? from[i] : i == axis ? 1 : from[i - 1];
            }
            y = LongStream.of(shape).filter(dim -> dim < 0).count() <= 1
                    ? on.reshaped(y, shape)
                    : on.add("EXPAND_DIMS", Options.NONE, on.type(x), shape, y, on.constant(Tensor.of(new int[] {axis
                    })));
        }
        return y;
    }

    static int write(NodeWriter on, Concat op) {
        int[] parts = IntStream.range(0, on.inputs()).map(on::in).toArray();
        on.alike(parts);
        var options = Options.of().int32(0, on.axis(op.axis(), parts[0]));
        return on.add("CONCATENATION", options, on.type(parts[0]), on.outputShape(0), parts);
    }

    static void write(NodeWriter on, Split op) {
        int x = on.in(0);
        int axis = on.axis(op.axis(), x);
        int count = on.outputs();
        int[] parts = IntStream.range(0, count)
                .map(i -> on.tensor("part", on.type(x), on.outputShape(i)))
                .toArray();
        long[] extents =
                Arrays.stream(parts).mapToLong(part -> on.extent(part, axis)).toArray();
        if (LongStream.of(extents).anyMatch(extent -> extent < 0) && on.has(1)) {
            throw on.unsupported("the extents of its parts are open; fix the shapes of the model's inputs");
        }
        int along = on.constant(Tensor.of(new int[] {axis}));
        if (LongStream.of(extents).distinct().count() == 1) {
            on.add("SPLIT", Options.of().int32(0, count), new int[] {along, x}, parts);
        } else {
            on.add("SPLIT_V", Options.of().int32(0, count), new int[] {x, on.vector(extents), along}, parts);
        }
        for (int i = 0; i < count; i++) {
            on.give(i, parts[i]);
        }
    }

    static int write(NodeWriter on, ShapeOf op) {
        int x = on.in(0);
        int rank = on.rank(x);
        int from = bounded(op.start(), rank);
        int to = Math.max(from, bounded(op.end(), rank));
        var options = Options.of().int8(0, TensorInfo.number(ElementType.INT64));
        int dims = on.add("SHAPE", options, ElementType.INT64, new long[] {rank}, x);
        return from == 0 && to == rank
                ? dims
                : on.add(
                        "SLICE",
                        Options.NONE,
                        ElementType.INT64,
                        new long[] {to - from},
                        dims,
                        on.vector(from),
                        on.vector(to - from));
    }

    private static int bounded(int index, int rank) {
        return Math.clamp(index < 0 ? (long) index + rank : index, 0, rank);
    }

    static int write(NodeWriter on, Fill op) {
        Tensor value = op.value().reshape();
        return on.add("FILL", Options.NONE, value.type(), on.outputShape(0), extents(on, 0), on.constant(value));
    }

    /** Extents of the output: as constants, or as input {@code index} says. */
    static int extents(NodeWriter on, int index) {
        long[] shape = on.outputShape(0);
        return LongStream.of(shape).allMatch(dim -> dim >= 0)
                ? on.vector(shape)
                : Functions.cast(on, on.in(index), ElementType.INT32);
    }
}
