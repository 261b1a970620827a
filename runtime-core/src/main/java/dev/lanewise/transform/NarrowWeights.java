package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.QuantizedMatMul;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Large constant matrices of floats that are whole numbers from -128 to 127, as exact sums of integers have them, become bytes. */
final class NarrowWeights implements Rewrite {

    private static final Dequantize AS_THEY_ARE = new Dequantize(0, 0);

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (node.op() instanceof MatMul op) {
                changed |= narrow(graph, node, op);
            }
        }
        return changed;
    }

    private static boolean narrow(Graph graph, Node node, MatMul op) {
        Edge weights = node.requireInput(1);
        float[] floats = Fusion.floats(weights);
        byte[] bytes = floats == null ? null : bytes(floats);
        if (bytes == null) {
            return false;
        }
        Tensor integers = Tensor.of(bytes, weights.requireConstant().shape());
        Tensor one = Tensor.scalar(1f);
        var narrow = QuantizedMatMul.of(op, AS_THEY_ARE, integers, one, null);
        narrow.ifPresent(product -> graph.substitute(
                node,
                product,
                Arrays.asList(
                        node.requireInput(0),
                        graph.constant(weights.name() + ".bytes", integers),
                        node.input(MatMul.BIAS),
                        node.input(MatMul.RESIDUAL),
                        graph.constant(weights.name() + ".one", one))));
        return narrow.isPresent();
    }

    private static byte @Nullable [] bytes(float[] floats) {
        for (float value : floats) {
            if ((byte) value != value) {
                return null;
            }
        }
        var bytes = new byte[floats.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) floats[i];
        }
        return bytes;
    }
}
