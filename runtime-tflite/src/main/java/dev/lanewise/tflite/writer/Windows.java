package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Ints;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Window;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Pooling. */
final class Windows {

    private Windows() {}

    /** One axis as two, the first of which is trivial. */
    static Ints row(Ints line, int first) {
        return Ints.of(first, line.get(0));
    }

    static int write(NodeWriter on, MaxPool op) {
        if (on.outputs() > 1) {
            throw on.unsupported("MAX_POOL_2D does not say where the maxima lie");
        }
        requirePlane(on, op.window());
        int x = on.in(0);
        var padding = padding(on, op.window(), x);
        int least = padding.isExplicit() ? least(on, on.type(x)) : -1;
        if (least >= 0) {
            on.alike(x, least);
        }
        return pool(on, "MAX_POOL_2D", op.window(), padding, padding.applied(on, x, least));
    }

    private static int least(NodeWriter on, ElementType type) {
        return switch (type) {
            case FLOAT -> on.number(-Float.MAX_VALUE);
            case INT8 -> on.constant(Tensor.wrap(type, new byte[] {Byte.MIN_VALUE}));
            case UINT8 -> on.constant(Tensor.wrap(type, new byte[] {0}));
            default -> throw on.unsupported("pools " + type);
        };
    }

    /** Means; where TFLite would divide by another number of elements than wanted, the quotient is corrected. */
    static int write(NodeWriter on, AveragePool op) {
        requirePlane(on, op.window());
        int x = on.in(0);
        Window window = op.window();
        var padding = padding(on, window, x);
        if (op.countPadding() && padding.same()) {
            padding = explicit(on, window, x);
        }
        boolean overhangs = window.ceil() && window.auto() == Window.AutoPad.EXPLICIT;
        if (!padding.isExplicit() || op.countPadding() && !overhangs) {
            return pool(on, "AVERAGE_POOL_2D", window, padding, padding.applied(on, x, -1));
        }
        int y = on.add(
                "AVERAGE_POOL_2D",
                options(window, padding, 0),
                on.type(x),
                on.outputShape(0),
                padding.applied(on, x, -1));
        return on.binary("MUL", y, factors(on, op, padding, x));
    }

    private static void requirePlane(NodeWriter on, Window window) {
        if (window.rank() != 2 || window.dilations().stream().anyMatch(d -> d != 1)) {
            throw on.unsupported("TFLite pools two spatial axes without dilation");
        }
    }

    private static Padding padding(NodeWriter on, Window window, int x) {
        return Padding.of(on, window, spatial(on.shape(x)), spatial(on.outputShape(0)));
    }

    private static Padding explicit(NodeWriter on, Window window, int x) {
        long[] inputs = spatial(on.fixed(x));
        long[] outputs = spatial(on.outputShape(0));
        var begins = new int[2];
        var ends = new int[2];
        for (int i = 0; i < 2; i++) {
            int needed = Math.toIntExact(Math.max(
                    0,
                    (outputs[i] - 1) * window.strides().get(i) + window.kernel().get(i) - inputs[i]));
            begins[i] =
                    window.auto() == Window.AutoPad.EXPLICIT ? window.begins().get(i) : needed / 2;
            ends[i] = Math.max(0, needed - begins[i]);
        }
        return new Padding(false, begins, ends);
    }

    private static long[] spatial(long[] shape) {
        return Arrays.copyOfRange(shape, 1, shape.length - 1);
    }

    private static int pool(NodeWriter on, String builtin, Window window, Padding padding, int x) {
        long[] shape = on.outputShape(0);
        return on.add(builtin, options(window, padding, on.activation()), on.type(x), shape, x);
    }

    private static Options options(Window window, Padding padding, int activation) {
        return Options.of()
                .int8(0, padding.number())
                .int32(1, window.strides().get(1))
                .int32(2, window.strides().get(0))
                .int32(3, window.kernel().get(1))
                .int32(4, window.kernel().get(0))
                .int8(5, activation);
    }

    /** For each place, the elements of the kernel over those of them that count. */
    private static int factors(NodeWriter on, AveragePool op, Padding padding, int x) {
        int[] rows = counted(on, op, padding, 0, x);
        int[] columns = counted(on, op, padding, 1, x);
        var factors = new float[rows.length * columns.length];
        float all = op.window().kernel().get(0) * op.window().kernel().get(1);
        for (int i = 0; i < factors.length; i++) {
            factors[i] = all / (rows[i / columns.length] * columns[i % columns.length]);
        }
        return on.constant(Tensor.of(factors, 1, rows.length, columns.length, 1));
    }

    private static int[] counted(NodeWriter on, AveragePool op, Padding padding, int axis, int x) {
        Window window = op.window();
        int begin = padding.begins()[axis];
        int first = op.countPadding() ? -begin : 0;
        int extent = Math.toIntExact(on.fixed(x)[axis + 1]);
        int end = op.countPadding() ? extent + window.ends().get(axis) : extent;
        return IntStream.range(0, Math.toIntExact(on.outputShape(0)[axis + 1]))
                .map(place -> place * window.strides().get(axis) - begin)
                .map(from -> Math.max(1, Math.min(from + window.kernel().get(axis), end) - Math.max(first, from)))
                .toArray();
    }

    static int write(NodeWriter on, GlobalPool op) {
        int x = on.in(0);
        int axes = on.vector(IntStream.range(1, on.rank(x) - 1).toArray());
        String builtin = switch (op.function()) {
            case MAX -> "REDUCE_MAX";
            case AVERAGE -> "MEAN";
            case LP -> throw on.unsupported("TFLite has no norms over images");
        };
        return on.add(builtin, Options.of().flag(0, true), on.type(x), on.outputShape(0), x, axes);
    }
}
