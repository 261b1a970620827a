package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Node;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Weights as a matrix with a row for each output channel, whatever their layout in the model. A row of a convolution
 * holds input channels of the group, each with its taps.
 *
 * @param input the node's input that holds the weights
 * @param shape the tensor's own shape
 * @param channelAxis the axis of output channels in the tensor
 * @param blockAxis the axis along which blocks of weights share a scale
 * @param taps weights of a row that belong to one index of {@code blockAxis}
 * @param values rows times columns, row by row
 */
record WeightMatrix(int input, long[] shape, int channelAxis, int blockAxis, int taps, int rows, float[] values) {

    /** The constant FLOAT weights of a convolution, product of matrices or embedding table; null for other nodes. */
    static @Nullable WeightMatrix of(Node node) {
        return switch (node.op()) {
            case Convolution c -> of(node, 1, 0, 1);
            case MatMul m when rank(node, 1) == 2 -> m.transposeB() ? of(node, 1, 0, 1) : of(node, 1, 1, 0);
            case Gather(int axis) when axis == 0 && rank(node, 0) == 2 -> of(node, 0, 0, 1);
            default -> null;
        };
    }

    private static int rank(Node node, int input) {
        Tensor constant = node.requireInput(input).constant();
        return constant == null ? -1 : constant.rank();
    }

    private static @Nullable WeightMatrix of(Node node, int input, int channelAxis, int blockAxis) {
        Edge edge = node.requireInput(input);
        Tensor constant = edge.constant();
        if (constant == null || constant.type() != ElementType.FLOAT || constant.size() == 0) {
            return null;
        }
        int rows = (int) constant.dim(channelAxis);
        int taps = 1;
        for (int i = 2; i < constant.rank(); i++) {
            taps *= (int) constant.dim(i);
        }
        float[] values = channelAxis == 0
                ? constant.floats().clone()
                : transposed(constant.floats(), (int) constant.dim(0), (int) constant.dim(1));
        return new WeightMatrix(input, constant.shape(), channelAxis, blockAxis, taps, rows, values);
    }

    int columns() {
        return values.length / rows;
    }

    /** Indices of the block axis. */
    int depth() {
        return columns() / taps;
    }

    /** The same layout with other values. */
    WeightMatrix with(float[] others) {
        return new WeightMatrix(input, shape, channelAxis, blockAxis, taps, rows, others);
    }

    /** The weights in the model's own layout. */
    Tensor tensor() {
        float[] laidOut = channelAxis == 0 ? values : transposed(values, rows, columns());
        return Tensor.of(laidOut, shape);
    }

    /** A matrix of {@code rows} by {@code columns}, its columns made rows. */
    static float[] transposed(float[] matrix, int rows, int columns) {
        var other = new float[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                other[c * rows + r] = matrix[r * columns + c];
            }
        }
        return other;
    }

    /** Likewise for bytes. */
    static byte[] transposed(byte[] matrix, int rows, int columns) {
        var other = new byte[matrix.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                other[c * rows + r] = matrix[r * columns + c];
            }
        }
        return other;
    }
}
