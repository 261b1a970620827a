package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.nn.Window.AutoPad;
import dev.lanewise.op.shape.Transpose;

/** The way between ONNX's images, channels first, and those of this library, channels last. */
final class Images {

    private Images() {}

    /** Channels first to channels last; nothing where there is no axis behind the channels. */
    static Edge channelsLast(OnnxNode node, Edge x, int rank) {
        return rank <= 2 ? x : node.add(Transpose.toChannelsLast(rank), x);
    }

    /** Channels last to channels first. */
    static Edge channelsFirst(OnnxNode node, Edge x, int rank) {
        return rank <= 2 ? x : node.add(Transpose.toChannelsFirst(rank), x);
    }

    /** The rank of an input, which must be known. */
    static int rank(OnnxNode node, Edge x) {
        if (!x.shape().isRanked()) {
            throw node.error("the number of dimensions of '" + x.name() + "' must be known");
        }
        return x.shape().rank();
    }

    /** The attributes strides, dilations, pads, auto_pad and ceil_mode for a kernel. */
    static Window window(OnnxNode node, Ints kernel) {
        int axes = kernel.size();
        Ints ones = Ints.filled(axes, 1);
        Ints pads = node.ints("pads", Ints.filled(2 * axes, 0));
        Ints strides = node.ints("strides", ones);
        Ints dilations = node.ints("dilations", ones);
        if (strides.size() != axes || dilations.size() != axes || pads.size() != 2 * axes) {
            throw node.error("strides " + strides + ", dilations " + dilations + " or pads " + pads + " do not fit "
                    + axes + " spatial axes");
        }
        return new Window(
                kernel,
                strides,
                dilations,
                Ints.of(pads.stream().limit(axes).toArray()),
                Ints.of(pads.stream().skip(axes).toArray()),
                autoPad(node),
                node.flag("ceil_mode", false));
    }

    static AutoPad autoPad(OnnxNode node) {
        return switch (node.text("auto_pad", "NOTSET")) {
            case "NOTSET", "" -> AutoPad.EXPLICIT;
            case "SAME_UPPER" -> AutoPad.SAME_UPPER;
            case "SAME_LOWER" -> AutoPad.SAME_LOWER;
            case "VALID" -> AutoPad.VALID;
            case String other ->
                throw node.error("auto_pad is '" + other + "', expected NOTSET, SAME_UPPER, SAME_LOWER or VALID");
        };
    }

    /** The attribute kernel_shape, which must be there. */
    static Ints kernel(OnnxNode node) {
        Ints kernel = node.ints("kernel_shape", Ints.of());
        if (kernel.isEmpty()) {
            throw node.error("attribute 'kernel_shape' is missing");
        }
        return kernel;
    }
}
