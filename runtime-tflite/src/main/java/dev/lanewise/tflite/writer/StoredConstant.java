package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Node;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.Quantization;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Constant real numbers as a file holds them: as they are, as integers with scales, or in half precision.
 *
 * @param value as stored
 * @param quantization of integers, {@link Quantization#NONE} for the others
 */
record StoredConstant(Tensor value, Quantization quantization) {

    /** What an edge of FLOAT numbers comes from; null when that is no constant, or has scales that TFLite lacks. */
    static @Nullable StoredConstant of(Edge edge) {
        if (edge.constant() instanceof Tensor value) {
            return new StoredConstant(value, Quantization.NONE);
        }
        Node node = edge.producer();
        if (node == null) {
            return null;
        }
        return switch (node.op()) {
            case Transpose(Ints permutation)
            when of(node.requireInput(0)) instanceof StoredConstant before -> before.permuted(permutation.toArray());
            case Cast cast
            when cast.to() == ElementType.FLOAT
                    && of(node.requireInput(0)) instanceof StoredConstant before
                    && before.value.type() == ElementType.FLOAT16 -> before;
            case Dequantize(int axis, int block)
            when block == 0
                    && of(node.requireInput(0)) instanceof StoredConstant before
                    && before.quantization == Quantization.NONE -> quantized(node, before.value, axis);
            default -> null;
        };
    }

    private static @Nullable StoredConstant quantized(Node node, Tensor value, int axis) {
        Quantization quantization = Quantizations.of(node.requireInput(1), node.input(2), axis, value.rank());
        return quantization == null ? null : new StoredConstant(value, quantization);
    }

    boolean isQuantized() {
        return quantization.exists();
    }

    /** The same with axis i of the result being axis {@code permutation[i]} of this. */
    StoredConstant permuted(int... permutation) {
        int rank = value.rank();
        var steps = new int[rank];
        int step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            steps[i] = step;
            step *= (int) value.dim(i);
        }
        long[] dims = IntStream.of(permutation).mapToLong(value::dim).toArray();
        int[] along = IntStream.of(permutation).map(axis -> steps[axis]).toArray();
        Tensor moved = Tensor.zeros(value.type(), dims);
        var place = new int[rank];
        int from = 0;
        for (int to = 0; to < moved.size(); to++) {
            System.arraycopy(value.array(), from, moved.array(), to, 1);
            for (int i = rank - 1; i >= 0; i--) {
                from += along[i];
                if (++place[i] < dims[i]) {
                    break;
                }
                from -= place[i] * along[i];
                place[i] = 0;
            }
        }
        return new StoredConstant(moved, Quantizations.permuted(quantization, permutation));
    }

    /** The same in another shape; scales along an axis must be along {@code axis} of it. */
    StoredConstant reshaped(int axis, long... shape) {
        return new StoredConstant(
                value.reshape(shape), new Quantization(quantization.scales(), quantization.zeroPoints(), axis, -1, 0));
    }

    /** The tensor that holds it as it is stored. */
    int stored(NodeWriter on) {
        return on.constant(value, quantization);
    }

    /** A tensor of FLOAT numbers. */
    int real(NodeWriter on) {
        return switch (value.type()) {
            case INT4, INT8, UINT8, INT16, FLOAT16 ->
                on.add("DEQUANTIZE", Options.NONE, ElementType.FLOAT, value.shape(), stored(on));
            default -> isQuantized() ? on.constant(Tensor.of(floats(), value.shape())) : stored(on);
        };
    }

    /** The numbers themselves. */
    float[] floats() {
        if (isQuantized()) {
            return IntegerValues.dequantized(value, quantization);
        }
        if (value.type() == ElementType.FLOAT16) {
            short[] halves = value.shorts();
            var floats = new float[halves.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = Float.float16ToFloat(halves[i]);
            }
            return floats;
        }
        return value.floats();
    }

    /** Extents, for messages. */
    @Override
    public String toString() {
        return value.type() + Arrays.toString(value.shape());
    }
}
