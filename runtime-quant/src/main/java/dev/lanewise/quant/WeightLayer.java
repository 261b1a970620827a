package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A convolution or matrix product with constant weights of type FLOAT, as a matrix: one row for each output channel,
 * {@code depth} inputs long. The inputs of a convolution are ordered by tap, then channel.
 *
 * @param outputs rows of the matrix
 * @param depth weights of an output
 * @param channels input channels that an output sees
 * @param groups runs of outputs, each of which sees a run of input channels of its own
 */
record WeightLayer(Node node, int outputs, int depth, int channels, int groups) {

    /** The input that holds the weights. */
    static final int WEIGHTS = 1;

    private static final int BIAS = 2;

    /** The layers of a graph in an order in which producers come first. */
    static List<WeightLayer> in(Graph graph) {
        var layers = new ArrayList<WeightLayer>();
        for (Node node : graph.sorted()) {
            WeightLayer layer = of(node);
            if (layer != null) {
                layers.add(layer);
            }
        }
        return layers;
    }

    /** The layer that a node is; null when it is none. */
    static @Nullable WeightLayer of(Node node) {
        Edge edge = node.input(WEIGHTS);
        if (edge == null || !edge.isConstant() || edge.tensorType().element() != ElementType.FLOAT) {
            return null;
        }
        int[] dims = dims(edge.requireConstant());
        return switch (node.op()) {
            case Convolution op
            when dims.length > 2 -> {
                int depth = edge.requireConstant().floats().length / Math.max(1, dims[0]);
                yield depth == 0 ? null : new WeightLayer(node, dims[0], depth, dims[1], op.groups());
            }
            case MatMul op
            when dims.length == 2 && !op.transposeA() -> {
                int outputs = dims[op.transposeB() ? 0 : 1];
                int depth = dims[op.transposeB() ? 1 : 0];
                yield outputs == 0 || depth == 0 ? null : new WeightLayer(node, outputs, depth, depth, 1);
            }
            default -> null;
        };
    }

    static int[] dims(Tensor tensor) {
        return java.util.Arrays.stream(tensor.shape())
                .mapToInt(Math::toIntExact)
                .toArray();
    }

    String name() {
        return node.name();
    }

    /** The edge that carries what the weights are applied to. */
    Edge input() {
        return node.requireInput(0);
    }

    private Tensor weights() {
        return node.requireInput(WEIGHTS).requireConstant();
    }

    /** Outputs of one group. */
    int groupOutputs() {
        return outputs / groups;
    }

    /** Whether every output sees one channel, and not all the same. */
    boolean isDepthwise() {
        return groups > 1 && channels == 1;
    }

    /** Whether a constant bias is added, one value for each output. */
    boolean hasBias() {
        Edge bias = node.input(BIAS);
        return bias != null
                && bias.isConstant()
                && bias.tensorType().element() == ElementType.FLOAT
                && bias.requireConstant().floats().length == outputs;
    }

    /** Weights as {@code [outputs][depth]}, with the bias behind them where there is one. */
    double[][] matrix() {
        float[] stored = weights().floats();
        var matrix = new double[outputs][depth + (hasBias() ? 1 : 0)];
        for (int output = 0; output < outputs; output++) {
            for (int k = 0; k < depth; k++) {
                matrix[output][k] = stored[index(output, k)];
            }
            if (hasBias()) {
                matrix[output][depth] =
                        node.requireInput(BIAS).requireConstant().floats()[output];
            }
        }
        return matrix;
    }

    /** Puts a matrix in the place of {@link #matrix}. */
    void replace(Graph graph, double[][] matrix) {
        var stored = new float[outputs * depth];
        for (int output = 0; output < outputs; output++) {
            for (int k = 0; k < depth; k++) {
                stored[index(output, k)] = (float) matrix[output][k];
            }
        }
        Edge edge = node.requireInput(WEIGHTS);
        Edge changed = graph.constant(edge.name(), Tensor.of(stored, weights().shape()));
        for (Node reader : List.copyOf(edge.consumers())) {
            int at = reader.inputs().indexOf(edge);
            graph.setInput(reader, at, changed);
        }
        if (hasBias()) {
            var bias = new float[outputs];
            for (int output = 0; output < outputs; output++) {
                bias[output] = (float) matrix[output][depth];
            }
            String name = node.requireInput(BIAS).name();
            graph.setInput(node, BIAS, graph.constant(name, Tensor.of(bias, outputs)));
        }
    }

    private int index(int output, int k) {
        if (node.op() instanceof MatMul op && !op.transposeB()) {
            return k * outputs + output;
        }
        return output * depth + k % channels * (depth / channels) + k / channels;
    }

    /** Names of layers, for messages. */
    static List<String> names(List<WeightLayer> layers) {
        return Collections.unmodifiableList(
                layers.stream().map(WeightLayer::name).toList());
    }
}
