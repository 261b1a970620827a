package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.op.recurrent.BasicIntegerLstm;
import dev.lanewise.op.recurrent.CellActivation;
import dev.lanewise.op.recurrent.LstmSequence;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The basic kernel of LSTM, in float or UINT8: one step of a cell whose weights for x and for the hidden state are parts of one
 * matrix, its rows in the order of input gate, candidate, forget gate, output gate. Inputs: x, the hidden state,
 * weights, bias, the cell state; outputs: both states behind, and two that only the kernel uses.
 */
final class BasicLstm {

    private static final int HIDDEN = 1;
    private static final int WEIGHTS = 2;
    private static final int BIAS = 3;
    private static final int CELL = 4;
    private static final int GATES = 4;
    private static final float CELL_STEP = 1f / (1 << 11);
    private static final double GATE_STEP = 1.0 / (1 << 12);

    /** Which block of rows each gate has: input, forget, candidate, output. */
    private static final int[] BLOCKS = {0, 2, 1, 3};

    private BasicLstm() {}

    static void read(TfliteNode node) {
        if (node.inputInfo(0).type() == ElementType.UINT8) {
            integers(node);
            return;
        }
        if (node.inputInfo(0).type() != ElementType.FLOAT) {
            throw node.unsupported(
                    "the basic kernel has inputs of " + node.inputInfo(0).type());
        }
        if (!node.isConstant(WEIGHTS) || !node.isConstant(BIAS)) {
            throw node.unsupported("the basic kernel's weights are not constants");
        }
        Tensor weights = node.input(WEIGHTS).requireConstant();
        int units = node.extent(HIDDEN, -1);
        int depth = node.extent(0, -1);
        if (weights.rank() != 2 || weights.dim(0) != (long) GATES * units || weights.dim(1) != (long) depth + units) {
            throw node.error("weights have shape " + Arrays.toString(weights.shape()) + ", expected " + GATES * units
                    + " rows of " + (depth + units));
        }
        var edges = new @Nullable Edge[20];
        edges[0] = rows(node, node.floats(0), depth);
        float[] bias = node.input(BIAS).requireConstant().floats();
        for (int gate = 0; gate < GATES; gate++) {
            int row = BLOCKS[gate] * units;
            edges[1 + gate] = node.constant(part(weights, row, units, 0, depth));
            edges[5 + gate] = node.constant(part(weights, row, units, depth, units));
            edges[12 + gate] = node.constant(Tensor.of(Arrays.copyOfRange(bias, row, row + units), units));
        }
        edges[18] = rows(node, node.floats(HIDDEN), units);
        edges[19] = rows(node, node.floats(CELL), units);
        var layer = new LstmSequence(true, false, CellActivation.TANH, 0, 0, null);
        var made = node.add(layer, Arrays.asList(edges), 3);
        keep(node, HIDDEN, made.output(1));
        keep(node, CELL, made.output(2));
        node.output(0, like(node, made.output(0), HIDDEN));
        node.output(1, like(node, made.output(2), CELL));
    }

    private static void integers(TfliteNode node) {
        if (node.outputScale(1) != CELL_STEP) {
            throw node.error("its cells are in steps of " + node.outputScale(1) + ", expected 2^-11");
        }
        var factor = FixedPointFactor.of(node.scale(BIAS) / GATE_STEP);
        var op = new BasicIntegerLstm(
                factor, node.inputInfo(WEIGHTS).quantization().zeroPoint());
        var made = node.add(op, node.inputs(0), 2);
        keep(node, HIDDEN, made.output(0));
        keep(node, CELL, made.output(1));
        node.output(0, made.output(0));
        node.output(1, made.output(1));
    }

    private static Edge rows(TfliteNode node, Edge edge, int width) {
        return edge.shape().hasRank(2) ? edge : node.add(Reshape.To.of(-1, width), edge);
    }

    private static Edge like(TfliteNode node, Edge edge, int input) {
        long[] shape = node.inputInfo(input).shape();
        return shape.length == 2
                ? edge
                : node.add(
                        Reshape.To.of(
                                Arrays.stream(shape).mapToInt(i -> (int) i).toArray()),
                        edge);
    }

    private static void keep(TfliteNode node, int input, Edge value) {
        if (node.inputInfo(input).isVariable()) {
            node.assign(input, like(node, value, input));
        }
    }

    private static Tensor part(Tensor matrix, int row, int rows, int column, int columns) {
        int width = (int) matrix.dim(1);
        var part = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(matrix.floats(), (row + i) * width + column, part, i * columns, columns);
        }
        return Tensor.of(part, rows, columns);
    }
}
