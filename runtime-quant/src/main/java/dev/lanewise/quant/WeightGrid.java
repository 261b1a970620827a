package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The integers that the weights of a matrix may become: scales and zero points, one for each group of weights. */
final class WeightGrid {

    private final WeightMatrix matrix;
    private final WeightFormat format;
    private final int block;
    private final int groups;
    private final Affine[] affines;

    /**
     * Scales from the largest weight of each group, or for fewer than 8 bits those that round it with the smallest squared
     * error.
     */
    WeightGrid(WeightMatrix matrix, WeightFormat format) {
        this.matrix = matrix;
        this.format = format;
        this.block = format.block() < matrix.depth() ? format.block() : 0;
        this.groups = block == 0 ? 1 : Math.ceilDiv(matrix.depth(), block) * matrix.taps();
        this.affines = new Affine[matrix.rows() * groups];
        int columns = matrix.columns();
        var members = new float[affines.length][];
        if (!format.perChannel()) {
            Arrays.fill(affines, WeightRange.affine(matrix.values(), format));
            return;
        }
        for (int row = 0; row < matrix.rows(); row++) {
            var counts = new int[groups];
            for (int column = 0; column < columns; column++) {
                counts[group(column)]++;
            }
            for (int g = 0; g < groups; g++) {
                members[row * groups + g] = new float[counts[g]];
            }
            for (int column = 0; column < columns; column++) {
                int g = group(column);
                members[row * groups + g][--counts[g]] = matrix.values()[row * columns + column];
            }
        }
        for (int i = 0; i < affines.length; i++) {
            affines[i] = WeightRange.affine(members[i], format);
        }
    }

    /** The group of a row that a column belongs to. */
    private int group(int column) {
        return block == 0 ? 0 : column / matrix.taps() / block * matrix.taps() + column % matrix.taps();
    }

    WeightMatrix matrix() {
        return matrix;
    }

    /** How the weight of a row and column is rounded. */
    Affine affine(int row, int column) {
        return affines[row * groups + group(column)];
    }

    /** Makes no scale of {@code row} smaller than {@code scale}. */
    void widen(int row, float scale) {
        int from = isPerTensor() ? 0 : row * groups;
        int to = isPerTensor() ? affines.length : from + groups;
        for (int i = from; i < to; i++) {
            Affine a = affines[i];
            affines[i] = new Affine(Math.max(scale, a.scale()), a.zero(), a.least(), a.greatest());
        }
    }

    /** The scale of a row, where a row has one. */
    float scale(int row) {
        return affines[row * groups].scale();
    }

    /** Whether there is one scale for all. */
    boolean isPerTensor() {
        return !format.perChannel();
    }

    /** Whether each output channel has one scale, or all have the same. */
    boolean isByChannel() {
        return block == 0;
    }

    /** Each weight's nearest integer. */
    byte[] nearest() {
        var integers = new byte[matrix.values().length];
        int columns = matrix.columns();
        for (int i = 0; i < integers.length; i++) {
            integers[i] = (byte) affine(i / columns, i % columns).quantize(matrix.values()[i]);
        }
        return integers;
    }

    /** The real numbers that integers stand for. */
    float[] dequantize(byte[] integers) {
        var values = new float[integers.length];
        int columns = matrix.columns();
        for (int i = 0; i < integers.length; i++) {
            values[i] = affine(i / columns, i % columns).dequantize(integers[i]);
        }
        return values;
    }

    /** Adds the weights to a graph: constant integers, and the Dequantize that makes numbers of them. */
    Edge add(Graph graph, String name, byte[] integers) {
        boolean turned = matrix.channelAxis() != 0;
        byte[] laidOut = turned ? WeightMatrix.transposed(integers, matrix.rows(), matrix.columns()) : integers;
        List<Edge> inputs = new ArrayList<>();
        inputs.add(graph.constant(name, Tensor.wrap(format.type(), laidOut, matrix.shape())));
        Affine[] used = isPerTensor() ? Arrays.copyOf(affines, 1) : affines;
        var scales = new float[used.length];
        var zeros = new byte[used.length];
        for (int i = 0; i < used.length; i++) {
            scales[i] = used[i].scale();
            zeros[i] = (byte) used[i].zero();
        }
        boolean byBlock = block > 0;
        if (byBlock && turned) {
            scales = WeightMatrix.transposed(scales, matrix.rows(), groups);
            zeros = WeightMatrix.transposed(zeros, matrix.rows(), groups);
        }
        long[] shape = shape(used.length);
        inputs.add(graph.constant(name + ".scale", Tensor.of(scales, shape)));
        if (!format.symmetric()) {
            inputs.add(graph.constant(name + ".zero", Tensor.wrap(format.type(), zeros, shape)));
        }
        int axis = byBlock ? matrix.blockAxis() : isPerTensor() ? 0 : matrix.channelAxis();
        return graph.add(name + ".dequantized", new Dequantize(axis, block), inputs.toArray(Edge[]::new));
    }

    private long[] shape(int scales) {
        if (isPerTensor()) {
            return new long[0];
        }
        if (block == 0) {
            return new long[] {scales};
        }
        long[] shape = matrix.shape().clone();
        shape[matrix.blockAxis()] = Math.ceilDiv(matrix.depth(), block);
        return shape;
    }
}
