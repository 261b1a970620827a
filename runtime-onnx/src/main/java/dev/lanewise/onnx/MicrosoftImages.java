package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/** ONNX Runtime's operators on images: fused convolutions, and some whose images have channels last. */
final class MicrosoftImages implements Family {

    private static final String MS = Registry.MICROSOFT;

    @Override
    public void register(Registry on) {
        on.on(MS, "FusedConv").builds(node -> convolution(node, false));
        on.on(MS, "NhwcFusedConv").builds(node -> convolution(node, true));
        on.on(MS, "NhwcConv").builds(node -> convolution(node, true));
        on.on(MS, "NhwcMaxPool").builds(node -> {
            var op = new MaxPool(Images.window(node, Images.kernel(node)), false);
            node.output(0, node.add(op, node.input(0)));
        });
        on.on(MS, "QLinearConv")
                .builds(node -> ConvolutionOperators.quantized(node, node.flag("channels_last", false)));
        on.on(MS, "ConvTransposeWithDynamicPads").builds(MicrosoftImages::transposed);
        on.on(MS, "GroupNorm").builds(MicrosoftImages::groupNormalization);
    }

    private static void convolution(OnnxNode node, boolean channelsLast) {
        int rank = ConvolutionOperators.kernel(node, node.input(1)).size() + 2;
        Edge x = channelsLast ? node.input(0) : Images.channelsLast(node, node.input(0), rank);
        Edge y = ConvolutionOperators.convolution(node, x, node.input(1));
        Edge placed = channelsLast ? y : Images.channelsFirst(node, y, rank);
        Edge sum = node.hasInput(3) ? new Arithmetic(node).add(placed, node.input(3)) : placed;
        node.output(0, MicrosoftOperators.activation(node, sum));
    }

    private static void transposed(OnnxNode node) {
        Ints kernel = ConvolutionOperators.kernel(node, node.input(1));
        int axes = kernel.size();
        var op = new TransposedConvolution(
                Images.window(node, kernel),
                node.ints("output_padding", Ints.filled(axes, 0)),
                Ints.of(),
                node.int32("group", 1),
                Epilogue.NONE);
        Edge x = Images.channelsLast(node, node.input(0), axes + 2);
        Edge y = node.hasInput(3) ? node.add(op, x, node.input(1), node.input(3)) : node.add(op, x, node.input(1));
        Edge whole = Images.channelsFirst(node, y, axes + 2);
        node.output(0, node.hasInput(2) ? cut(node, whole, axes) : whole);
    }

    /** Without what the pads of input 2 take away at both ends of every spatial axis. */
    private static Edge cut(OnnxNode node, Edge whole, int axes) {
        var math = new Arithmetic(node);
        Edge pads = node.add(Reshape.To.of(-1), math.cast(node.input(2), ElementType.INT64));
        Edge cuts = math.subtract(math.longs(0), pads);
        Edge spatial = math.longs(LongStream.range(2, axes + 2L).toArray());
        return node.add(new Pad(StridedPad.Mode.CONSTANT), List.of(whole, cuts, node.constant(zero(whole)), spatial), 1)
                .output();
    }

    private static Tensor zero(Edge like) {
        return Tensor.zeros(like.tensorType().element());
    }

    private static void groupNormalization(OnnxNode node) {
        var math = new Arithmetic(node);
        var op = new GroupNormalization((int) node.integer("groups"), false, node.number("epsilon", 1e-5f));
        int rank = Images.rank(node, node.input(0));
        boolean last = node.flag("channels_last", true);
        Edge x = last ? node.input(0) : Images.channelsLast(node, node.input(0), rank);
        ElementType type = x.tensorType().element();
        Edge y = node.add(op, x, math.cast(node.input(1), type), math.cast(node.input(2), type));
        Edge active = node.flag("activation", false) ? node.add(new Unary(UnaryFunction.SWISH, 1, 0), y) : y;
        node.output(0, last ? active : Images.channelsFirst(node, active, rank));
    }
}
