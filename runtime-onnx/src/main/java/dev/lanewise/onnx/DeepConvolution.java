package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Convolutions over more than three spatial axes: the first axis joins the batch, and convolutions over the others, one
 * for each place of the kernel along the first, are added.
 */
record DeepConvolution(OnnxNode node, int groups) {

    /** The spatial axes that one convolution has at most. */
    static final int AXES = 3;

    /** The convolution of {@code x}, channels last, with filters {@code [M, C / groups, kernel...]}. */
    Edge apply(Edge x, Edge filters, Window window) {
        if (window.rank() <= AXES) {
            return node.add(new Convolution(window, groups), x, filters);
        }
        long extent = x.shape().isRanked() ? x.shape().dim(1) : -1;
        boolean explicit = window.auto() == Window.AutoPad.EXPLICIT || window.auto() == Window.AutoPad.VALID;
        if (extent < 0 || !explicit || window.ceil()) {
            throw node.error("with more than " + AXES
                    + " spatial axes, extents must be known and padding explicit; input has shape " + x.shape());
        }
        var math = new Arithmetic(node);
        boolean padded = window.auto() == Window.AutoPad.EXPLICIT;
        int begin = padded ? window.begins().get(0) : 0;
        int end = padded ? window.ends().get(0) : 0;
        int dilation = window.dilations().get(0);
        int stride = window.strides().get(0);
        int kernel = window.kernel().get(0);
        long room = extent + begin + end - (kernel - 1L) * dilation - 1;
        int output = room < 0 ? 0 : Math.toIntExact(room / stride + 1);
        Edge whole = begin == 0 && end == 0
                ? x
                : node.add(
                        new Pad(StridedPad.Mode.CONSTANT),
                        x,
                        math.longs(begin, end),
                        math.cast(
                                node.constant(Tensor.scalar(0f)), x.tensorType().element()),
                        math.longs(1));
        Window rest = rest(window);
        Edge sum = null;
        for (int i = 0; i < kernel; i++) {
            long from = (long) i * dilation;
            Edge part = slice(math, whole, 1, from, from + (output - 1L) * stride + 1, stride);
            Edge along = node.add(new Reshape.Squeeze(Ints.of(2)), slice(math, filters, 2, i, i + 1L, 1));
            Edge y = apply(node.add(new MergeAxes(0, 2), part), along, rest);
            sum = sum == null ? y : math.add(sum, y);
        }
        if (sum == null || output < 1) {
            throw node.error("the kernel " + window.kernel() + " does not fit input " + x.shape());
        }
        return node.add(new SplitAxis(0, output, true), sum);
    }

    private Edge slice(Arithmetic math, Edge x, int axis, long from, long to, int step) {
        return node.add(new Slice(), x, math.longs(from), math.longs(to), math.longs(axis), math.longs(step));
    }

    private static Window rest(Window window) {
        return new Window(
                rest(window.kernel()),
                rest(window.strides()),
                rest(window.dilations()),
                rest(window.begins()),
                rest(window.ends()),
                window.auto(),
                window.ceil());
    }

    private static Ints rest(Ints values) {
        return Ints.of(IntStream.range(1, values.size()).map(values::get).toArray());
    }
}
