package dev.lanewise.tflite.writer;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.Options;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Convolutions, transposed ones too. */
final class Convolutions {

    private Convolutions() {}

    static int write(NodeWriter on, Convolution op) {
        requireNone(on, op.epilogue());
        return switch (op.window().rank()) {
            case 1 -> line(on, op);
            case 2 -> plane(on, op, on.in(0), filters(on), spatial(on.shape(on.in(0))), spatial(on.outputShape(0)));
            default -> space(on, op);
        };
    }

    private static void requireNone(NodeWriter on, Epilogue epilogue) {
        if (!epilogue.equals(Epilogue.NONE) || on.has(Convolution.RESIDUAL)) {
            throw on.unsupported("has an epilogue, which the canonical graph has not");
        }
    }

    private static long[] spatial(long[] shape) {
        return Arrays.copyOfRange(shape, 1, shape.length - 1);
    }

    private static StoredConstant filters(NodeWriter on) {
        StoredConstant filters = StoredConstant.of(on.edge(1));
        if (filters == null) {
            throw on.unsupported("its filters are computed, not constant");
        }
        return filters;
    }

    private static int plane(
            NodeWriter on, Convolution op, int x, StoredConstant filters, long[] inputs, long[] outputs) {
        Window window = op.window();
        var padding = Padding.of(on, window, inputs, outputs);
        long channels = on.extent(x, -1);
        long made = filters.value().dim(0);
        boolean depthwise = op.groups() > 1 && op.groups() == channels;
        int weights = depthwise ? on.weights(filters.permuted(1, 2, 3, 0)) : on.weights(filters.permuted(0, 2, 3, 1));
        int image = padding.applied(on, x, -1);
        int bias = Bias.of(on, x, filters, made);
        long[] shape = {on.extent(x, 0), outputs[0], outputs[1], made};
        var options = Options.of()
                .int8(0, padding.number())
                .int32(1, window.strides().get(1))
                .int32(2, window.strides().get(0));
        int activation = window.rank() == 2 && shape.length == on.outputShape(0).length ? on.activation() : 0;
        if (depthwise) {
            options.int32(3, Math.toIntExact(made / channels)).int8(4, activation);
        } else {
            options.int8(3, activation);
        }
        int dilation = depthwise ? 5 : 4;
        options.int32(dilation, window.dilations().get(1))
                .int32(dilation + 1, window.dilations().get(0));
        return on.add(depthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D", options, on.type(x), shape, image, weights, bias);
    }

    /** A line is an image of one row. */
    private static int line(NodeWriter on, Convolution op) {
        int x = on.in(0);
        long[] from = on.shape(x);
        long[] to = on.outputShape(0);
        Window window = op.window();
        var wide = new Window(
                Windows.row(window.kernel(), 1),
                Windows.row(window.strides(), 1),
                Windows.row(window.dilations(), 1),
                Windows.row(window.begins(), 0),
                Windows.row(window.ends(), 0),
                window.auto(),
                window.ceil());
        StoredConstant filters = filters(on);
        long[] dims = filters.value().shape();
        int image = on.reshaped(x, from[0], 1, from[1], from[2]);
        int y = plane(
                on,
                new Convolution(wide, op.groups()),
                image,
                filters.reshaped(0, dims[0], dims[1], 1, dims[2]),
                new long[] {1, from[1]},
                new long[] {1, to[1]});
        return on.reshaped(y, to);
    }

    private static int space(NodeWriter on, Convolution op) {
        int x = on.in(0);
        Window window = op.window();
        long[] shape = on.outputShape(0);
        StoredConstant filters = filters(on);
        if (op.groups() != 1) {
            throw on.unsupported("has " + op.groups() + " groups, CONV_3D one");
        }
        var padding = Padding.of(on, window, spatial(on.shape(x)), spatial(shape));
        int weights = filters.permuted(2, 3, 4, 1, 0).real(on);
        int image = padding.applied(on, x, -1);
        int bias = Bias.of(on, x, filters, filters.value().dim(0));
        var options = Options.of()
                .int8(0, padding.number())
                .int32(1, window.strides().get(0))
                .int32(2, window.strides().get(2))
                .int32(3, window.strides().get(1))
                .int8(4, on.activation())
                .int32(5, window.dilations().get(0))
                .int32(6, window.dilations().get(2))
                .int32(7, window.dilations().get(1));
        return on.add("CONV_3D", options, on.type(x), shape, image, weights, bias);
    }

    /**
     * A transposed convolution. Where TFLite's SAME cuts off other elements than wanted, all are computed, and those
     * wanted cut out.
     */
    static int write(NodeWriter on, TransposedConvolution op) {
        requireNone(on, op.epilogue());
        Window window = op.window();
        boolean plain = window.rank() == 2
                && op.groups() == 1
                && window.dilations().stream().allMatch(d -> d == 1);
        if (!plain) {
            throw on.unsupported("TRANSPOSE_CONV has two spatial axes, one group, and no dilation");
        }
        int x = on.in(0);
        long[] from = on.fixed(x);
        long[] to = on.outputShape(0);
        StoredConstant filters = filters(on);
        var full = new long[2];
        var begins = new int[2];
        boolean same = true;
        boolean valid = true;
        for (int i = 0; i < 2; i++) {
            full[i] = window.strides().get(i) * (from[i + 1] - 1)
                    + window.kernel().get(i);
            int total = Math.toIntExact(full[i] - to[i + 1]);
            begins[i] = begin(op, i, total + op.outputPadding().get(i));
            same &= total >= 0
                    && begins[i] == total / 2
                    && Math.ceilDiv(to[i + 1], window.strides().get(i)) == from[i + 1];
            valid &= total == 0 && begins[i] == 0;
        }
        int weights = on.weights(filters.permuted(1, 2, 3, 0));
        int bias = Bias.of(on, x, filters, to[3]);
        var options = Options.of()
                .int8(0, same && !valid ? 0 : 1)
                .int32(1, window.strides().get(1))
                .int32(2, window.strides().get(0));
        if (same || valid) {
            return on.add("TRANSPOSE_CONV", options, on.type(x), to, on.vector(to), weights, x, bias);
        }
        if (on.isInteger()) {
            throw on.unsupported("its integers would be cut out of a larger result");
        }
        long[] all = {from[0], full[0], full[1], to[3]};
        int y = on.add("TRANSPOSE_CONV", options, ElementType.FLOAT, all, on.vector(all), weights, x);
        var pairs = new int[8];
        for (int i = 0; i < 2; i++) {
            int lacking = Math.toIntExact(Math.max(0, begins[i] + to[i + 1] - full[i]));
            pairs[2 * i + 3] = lacking;
            all[i + 1] += lacking;
        }
        boolean lacks = IntStream.of(pairs).anyMatch(pad -> pad > 0);
        int padded = lacks ? Movements.padded(on, y, all, pairs, -1) : y;
        int cut = on.add(
                "SLICE",
                Options.NONE,
                ElementType.FLOAT,
                to,
                padded,
                on.vector(0, begins[0], begins[1], 0),
                on.vector(to));
        return on.has(2) ? on.binary("ADD", cut, bias) : cut;
    }

    /** How many elements are cut off before the first, of {@code total} at both ends. */
    private static int begin(TransposedConvolution op, int axis, int total) {
        boolean same =
                op.window().auto() == Window.AutoPad.SAME_UPPER || op.window().auto() == Window.AutoPad.SAME_LOWER;
        if (op.outputShape().isEmpty() && !same) {
            return op.window().auto() == Window.AutoPad.VALID
                    ? 0
                    : op.window().begins().get(axis);
        }
        int all = Math.max(0, total);
        return op.window().auto() == Window.AutoPad.SAME_UPPER ? all / 2 : all - all / 2;
    }
}
