package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.op.nn.Convolution;

/** Convolutions. */
final class ConvolutionOperators implements Family {

    @Override
    public void register(Registry on) {
        on.on("Conv").builds(ConvolutionOperators::convolution);
    }

    /** The kernel's extents, of the attribute or of the filters. */
    static Ints kernel(OnnxNode node, Edge filters) {
        Ints kernel = node.ints("kernel_shape", Ints.of());
        if (kernel.isEmpty()) {
            if (!filters.shape().isRanked() || filters.shape().stream().skip(2).anyMatch(d -> d < 0)) {
                throw node.error("neither attribute 'kernel_shape' nor the shape of the filters is known");
            }
            kernel = Ints.of(filters.shape().stream().skip(2).toArray());
        }
        return kernel;
    }

    private static void convolution(OnnxNode node) {
        Ints kernel = kernel(node, node.input(1));
        int rank = kernel.size() + 2;
        var op = new Convolution(Images.window(node, kernel), node.int32("group", 1));
        Edge x = Images.channelsLast(node, node.input(0), rank);
        Edge y = node.hasInput(2) ? node.add(op, x, node.input(1), node.input(2)) : node.add(op, x, node.input(1));
        node.output(0, Images.channelsFirst(node, y, rank));
    }
}
