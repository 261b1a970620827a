package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.Reshape;
import java.util.stream.IntStream;

/** Convolutions, pooling and products of matrices. */
final class ConvolutionBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("CONV_2D", ConvolutionBuiltins::convolution);
        on.on("DEPTHWISE_CONV_2D", ConvolutionBuiltins::depthwise);
        on.on("CONV_3D", ConvolutionBuiltins::convolution3d);
        on.on(
                "TRANSPOSE_CONV",
                node -> transposed(node, 2, 1, 0, 3, node.byteOption(0), node.option(2, 1), node.option(1, 1)));
        on.on("CONV_3D_TRANSPOSE", ConvolutionBuiltins::transposed3d);
        on.on("Convolution2DTransposeBias", ConvolutionBuiltins::transposedWithBias);
        on.on("FULLY_CONNECTED", ConvolutionBuiltins::fullyConnected);
        on.on("BATCH_MATMUL", node -> {
            var product = new MatMul(node.flag(0), node.flag(1));
            node.give(0, node.add(product, node.real(0), node.real(1)));
        });
        on.on("AVERAGE_POOL_2D", node -> pool(node, node.real(0), new AveragePool(window(node), false)));
        on.on("MAX_POOL_2D", ConvolutionBuiltins::maxPool);
        on.on("L2_POOL_2D", node -> {
            Edge squares = node.add(new Unary(UnaryFunction.SQUARE), node.real(0));
            Edge means = node.add(new AveragePool(window(node), false), squares);
            node.give(0, FusedActivation.add(node, node.byteOption(5), node.add(new Unary(UnaryFunction.SQRT), means)));
        });
    }

    private static Window.AutoPad padding(TfliteNode node, int number) {
        return switch (number) {
            case 0 -> Window.AutoPad.SAME_UPPER;
            case 1 -> Window.AutoPad.VALID;
            default -> throw node.error("padding is " + number + ", expected SAME (0) or VALID (1)");
        };
    }

    private static Window window(TfliteNode node, Ints kernel, Ints strides, Ints dilations, int padding) {
        Ints none = Ints.filled(kernel.size(), 0);
        return new Window(kernel, strides, dilations, none, none, padding(node, padding), false);
    }

    private static void requireRank(TfliteNode node, int input, int rank) {
        if (node.rank(input) != rank) {
            throw node.error("input " + input + " has " + node.rank(input) + " dimensions, expected " + rank);
        }
    }

    private static void convolution(TfliteNode node) {
        requireRank(node, 0, 4);
        requireRank(node, 1, 4);
        Window window = window(
                node,
                Ints.of(node.extent(1, 1), node.extent(1, 2)),
                Ints.of(node.option(2, 0), node.option(1, 0)),
                Ints.of(node.option(5, 1), node.option(4, 1)),
                node.byteOption(0));
        convolution(node, window, groups(node, 3), node.byteOption(3), 0, 3, 1, 2);
    }

    private static int groups(TfliteNode node, int axis) {
        int channels = node.extent(0, axis);
        int perGroup = node.extent(1, 3);
        if (perGroup < 1 || channels % perGroup != 0) {
            throw node.error("input has " + channels + " channels, filters " + perGroup);
        }
        return channels / perGroup;
    }

    private static void depthwise(TfliteNode node) {
        requireRank(node, 0, 4);
        requireRank(node, 1, 4);
        Window window = window(
                node,
                Ints.of(node.extent(1, 1), node.extent(1, 2)),
                Ints.of(node.option(2, 0), node.option(1, 0)),
                Ints.of(node.option(6, 1), node.option(5, 1)),
                node.byteOption(0));
        convolution(node, window, node.extent(0, 3), node.byteOption(4), 3, 0, 1, 2);
    }

    private static void convolution3d(TfliteNode node) {
        requireRank(node, 0, 5);
        requireRank(node, 1, 5);
        Window window = window(
                node,
                Ints.of(node.extent(1, 0), node.extent(1, 1), node.extent(1, 2)),
                Ints.of(node.option(1, 0), node.option(3, 0), node.option(2, 0)),
                Ints.of(node.option(5, 1), node.option(7, 1), node.option(6, 1)),
                node.byteOption(0));
        int channels = node.extent(0, 4);
        int groups = channels / Math.max(1, node.extent(1, 3));
        convolution(node, window, groups, node.byteOption(4), 4, 3, 0, 1, 2);
    }

    private static void convolution(TfliteNode node, Window window, int groups, int activation, int... order) {
        var op = new Convolution(window, groups);
        Edge x = node.isHybrid(0, 1) ? hybridImage(node) : node.floats(0);
        Edge filters = node.weights(1, order);
        Edge y = node.hasInput(2) ? node.add(op, x, filters, node.bias(2, 0, 1)) : node.add(op, x, filters);
        node.give(0, FusedActivation.add(node, activation, y));
    }

    /** Each image in the steps of its own range, which contain 0 where the filters have several scales. */
    private static Edge hybridImage(TfliteNode node) {
        Ints axes = Ints.of(IntStream.range(1, node.rank(0)).toArray());
        boolean several = node.inputInfo(1).quantization().scales().length > 1;
        var hybrid = new HybridInput(node);
        return several ? hybrid.asymmetric(node.floats(0), axes) : hybrid.symmetric(node.floats(0), axes);
    }

    private static void transposed(
            TfliteNode node, int x, int filters, int shape, int bias, int padding, int rows, int columns) {
        Ints outputShape = Ints.of();
        if (shape >= 0 && node.isConstant(shape)) {
            int[] dims = node.constantInts(shape);
            outputShape = Ints.of(dims[1], dims[2]);
        }
        Ints kernel = Ints.of(node.extent(filters, 1), node.extent(filters, 2));
        Window window =
                window(node, kernel, Ints.of(rows, columns), Ints.of(1, 1), outputShape.isEmpty() ? padding : 0);
        var op = new TransposedConvolution(window, Ints.of(0, 0), outputShape, 1, Epilogue.NONE);
        Edge image = node.floats(x);
        Edge weights = node.weights(filters, 3, 0, 1, 2);
        Edge y = node.hasInput(bias)
                ? node.add(op, image, weights, node.bias(bias, x, filters))
                : node.add(op, image, weights);
        int activation = node.operator().equals("TRANSPOSE_CONV") ? node.byteOption(3) : 0;
        node.give(0, FusedActivation.add(node, activation, y));
    }

    private static void transposed3d(TfliteNode node) {
        requireRank(node, 1, 5);
        requireRank(node, 2, 5);
        int[] shape = node.constantInts(0);
        if (shape.length != 5) {
            throw node.error("the output shape has " + shape.length + " dimensions, expected 5");
        }
        Window window = window(
                node,
                Ints.of(node.extent(1, 0), node.extent(1, 1), node.extent(1, 2)),
                Ints.of(node.option(1, 0), node.option(3, 0), node.option(2, 0)),
                Ints.of(node.option(5, 1), node.option(7, 1), node.option(6, 1)),
                0);
        var op = new TransposedConvolution(
                window, Ints.of(0, 0, 0), Ints.of(shape[1], shape[2], shape[3]), 1, Epilogue.NONE);
        Edge weights = node.weights(1, 4, 3, 0, 1, 2);
        Edge y = node.hasInput(3)
                ? node.add(op, node.floats(2), weights, node.bias(3, 2, 1))
                : node.add(op, node.floats(2), weights);
        node.give(0, FusedActivation.add(node, node.byteOption(4), y));
    }

    /** MediaPipe's operator; its options are the interpreter's padding (1 SAME, 2 VALID) and strides. */
    private static void transposedWithBias(TfliteNode node) {
        var options = node.customOptions();
        if (options.remaining() < 12) {
            throw node.error("has " + options.remaining() + " bytes of options, expected 12");
        }
        transposed(node, 0, 1, -1, 2, options.getInt(0) - 1, options.getInt(8), options.getInt(4));
    }

    private static void fullyConnected(TfliteNode node) {
        requireRank(node, 1, 2);
        if (node.byteOption(1) != 0) {
            throw node.unsupported("its weights are shuffled");
        }
        int depth = node.extent(1, 1);
        Edge x = node.input(0);
        boolean keep = node.flag(2) && node.rank(0) >= 2;
        Edge placed =
                keep || x.shape().hasRank(2) && x.shape().dim(1) == depth ? x : node.add(Reshape.To.of(-1, depth), x);
        Edge rows = node.requireFloat(node.real(0, placed), 0);
        if (node.isHybrid(0, 1)) {
            var hybrid = new HybridInput(node);
            rows = node.flag(3) ? hybrid.asymmetric(rows, Ints.of(-1)) : hybrid.symmetric(rows, Ints.of(-1));
        }
        var op = new MatMul(false, true);
        Edge weights = node.weights(1, 0, 1);
        Edge y = node.hasInput(2) ? node.add(op, rows, weights, node.bias(2, 0, 1)) : node.add(op, rows, weights);
        node.give(0, FusedActivation.add(node, node.byteOption(0), y));
    }

    private static Window window(TfliteNode node) {
        requireRank(node, 0, 4);
        return window(
                node,
                Ints.of(node.option(4, 0), node.option(3, 0)),
                Ints.of(node.option(2, 0), node.option(1, 0)),
                Ints.of(1, 1),
                node.byteOption(0));
    }

    private static void maxPool(TfliteNode node) {
        var op = new MaxPool(window(node));
        if (node.byteOption(5) == 0) {
            node.output(0, node.add(op, node.input(0)));
        } else {
            pool(node, node.real(0), op);
        }
    }

    private static void pool(TfliteNode node, Edge x, dev.lanewise.graph.Operator op) {
        node.give(0, FusedActivation.add(node, node.byteOption(5), node.add(op, x)));
    }
}
