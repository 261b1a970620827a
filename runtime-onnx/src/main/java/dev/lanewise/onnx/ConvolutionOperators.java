package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.DeformableConvolution;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;

/** Convolutions. */
final class ConvolutionOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Conv").builds(ConvolutionOperators::convolution);
        on.on("ConvTranspose").builds(ConvolutionOperators::transposed);
        on.on("ConvInteger").builds(ConvolutionOperators::integer);
        on.on("QLinearConv").builds(node -> quantized(node, false));
        on.on("DeformConv").reads(ConvolutionOperators::deformable);
    }

    /** The kernel's extents, of the attribute or of the filters; 0 where those are not known yet. */
    static Ints kernel(OnnxNode node, Edge filters) {
        Ints kernel = node.ints("kernel_shape", Ints.of());
        if (kernel.isEmpty()) {
            if (!filters.shape().isRanked()) {
                throw node.error(
                        "neither attribute 'kernel_shape' nor the number of dimensions of the filters is known");
            }
            long[] extents = filters.shape().stream().skip(2).toArray();
            boolean known = Arrays.stream(extents).allMatch(extent -> extent >= 0);
            kernel = known ? Ints.of(extents) : Ints.filled(extents.length, 0);
        }
        return kernel;
    }

    private static void convolution(OnnxNode node) {
        int rank = kernel(node, node.input(1)).size() + 2;
        Edge y = convolution(node, Images.channelsLast(node, node.input(0), rank), node.input(1));
        node.output(0, Images.channelsFirst(node, y, rank));
    }

    /** Adds the convolution of images with channels last, and input 2 as its bias. */
    static Edge convolution(OnnxNode node, Edge x, Edge filters) {
        var window = Images.window(node, kernel(node, filters));
        int groups = node.int32("group", 1);
        if (window.rank() > DeepConvolution.AXES) {
            Edge y = new DeepConvolution(node, groups).apply(x, filters, window);
            return node.hasInput(2) ? new Arithmetic(node).add(y, node.input(2)) : y;
        }
        var op = new Convolution(window, groups);
        return node.hasInput(2) ? node.add(op, x, filters, node.input(2)) : node.add(op, x, filters);
    }

    private static void transposed(OnnxNode node) {
        Ints kernel = kernel(node, node.input(1));
        int axes = kernel.size();
        var op = new TransposedConvolution(
                Images.window(node, kernel),
                node.ints("output_padding", Ints.filled(axes, 0)),
                outputShape(node, axes),
                node.int32("group", 1),
                Epilogue.NONE);
        Edge x = Images.channelsLast(node, node.input(0), axes + 2);
        Edge y = node.hasInput(2) ? node.add(op, x, node.input(1), node.input(2)) : node.add(op, x, node.input(1));
        node.output(0, Images.channelsFirst(node, y, axes + 2));
    }

    /** The spatial extents of attribute output_shape, which early models give with batch and channels before them. */
    private static Ints outputShape(OnnxNode node, int axes) {
        Ints shape = node.ints("output_shape", Ints.of());
        return Ints.of(shape.stream().skip(Math.max(0, shape.size() - axes)).toArray());
    }

    private static void integer(OnnxNode node) {
        var math = new Arithmetic(node);
        Ints kernel = kernel(node, node.input(1));
        int rank = kernel.size() + 2;
        Edge x = math.cast(node.input(0), ElementType.INT32);
        Edge w = math.cast(node.input(1), ElementType.INT32);
        if (node.hasInput(2)) {
            x = math.subtract(x, math.cast(node.input(2), ElementType.INT32));
        }
        if (node.hasInput(3)) {
            Edge zero = math.cast(node.input(3), ElementType.INT32);
            var perFilter = new int[rank];
            Arrays.fill(perFilter, 1);
            perFilter[0] = -1;
            w = math.subtract(w, node.add(Reshape.To.of(perFilter), zero));
        }
        var op = new Convolution(Images.window(node, kernel), node.int32("group", 1));
        Edge y = node.add(op, Images.channelsLast(node, x, rank), w);
        node.output(0, Images.channelsFirst(node, y, rank));
    }

    static void quantized(OnnxNode node, boolean channelsLast) {
        var math = new Arithmetic(node);
        Ints kernel = kernel(node, node.input(3));
        int rank = kernel.size() + 2;
        Edge xScale = math.cast(node.input(1), ElementType.FLOAT);
        Edge wScale = math.cast(node.input(4), ElementType.FLOAT);
        Edge x = node.add(new Dequantize(0, 0), node.input(0), xScale, node.input(2));
        Edge w = node.add(new Dequantize(0, 0), node.input(3), wScale, node.input(5));
        var op = new Convolution(Images.window(node, kernel), node.int32("group", 1));
        Edge image = channelsLast ? x : Images.channelsLast(node, x, rank);
        Edge y;
        if (node.hasInput(8)) {
            Edge scale = math.multiply(xScale, wScale);
            y = node.add(op, image, w, node.add(new Dequantize(0, 0), node.input(8), scale));
        } else {
            y = node.add(op, image, w);
        }
        ElementType to = node.input(7).tensorType().element();
        Edge yScale = math.cast(node.input(6), ElementType.FLOAT);
        Edge placed = channelsLast ? y : Images.channelsFirst(node, y, rank);
        node.output(0, node.add(new Quantize(to, 0, 0, true), placed, yScale, node.input(7)));
    }

    private static DeformableConvolution deformable(OnnxNode node) {
        Ints kernel = kernel(node, node.input(1));
        if (kernel.size() != 2) {
            throw node.error("has a kernel of " + kernel + ", expected 2 spatial axes");
        }
        return new DeformableConvolution(
                Images.window(node, kernel), node.int32("group", 1), node.int32("offset_group", 1));
    }
}
