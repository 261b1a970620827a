package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Ints;
import dev.lanewise.op.nn.GroupNormalization;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.tflite.file.Options;
import java.util.stream.IntStream;

/** Functions of many elements that keep the shape. */
final class Normalizations {

    private Normalizations() {}

    /** Along the last axis, to which any other is moved. */
    static int write(NodeWriter on, Softmax op) {
        int x = on.in(0);
        int rank = on.rank(x);
        int axis = on.axis(op.axis(), x);
        if (op.toEnd() && axis < rank - 1) {
            long[] shape = on.fixed(x);
            long rows = IntStream.range(0, axis).mapToLong(i -> shape[i]).reduce(1, (a, b) -> a * b);
            long columns = IntStream.range(axis, rank).mapToLong(i -> shape[i]).reduce(1, (a, b) -> a * b);
            return on.reshaped(softmax(on, op, on.reshaped(x, rows, columns)), shape);
        }
        int[] swap = IntStream.range(0, rank).toArray();
        if (rank > 0) {
            swap[axis] = rank - 1;
            swap[rank - 1] = axis;
        }
        return on.transposed(softmax(on, op, on.transposed(x, swap)), swap);
    }

    private static int softmax(NodeWriter on, Softmax op, int x) {
        return op.logarithm()
                ? on.map("LOG_SOFTMAX", x)
                : on.add("SOFTMAX", Options.of().float32(0, 1), on.type(x), on.shape(x), x);
    }

    static int write(NodeWriter on, Lrn op) {
        if (op.before() != op.behind()) {
            throw on.unsupported("sums " + op.before() + " neighbours before and " + op.behind()
                    + " behind, TFLite as many on both sides");
        }
        int x = on.in(0);
        var options = Options.of()
                .int32(0, op.before())
                .float32(1, op.bias())
                .float32(2, op.factor())
                .float32(3, op.beta());
        return on.add("LOCAL_RESPONSE_NORMALIZATION", options, on.type(x), on.shape(x), x);
    }

    static int channelAffine(NodeWriter on) {
        return on.binary("ADD", on.binary("MUL", on.in(0), on.in(1)), on.in(2));
    }

    static int write(NodeWriter on, RowNormalization op) {
        if (on.outputs() > 1) {
            throw on.unsupported("gives means and deviations, too");
        }
        int x = on.in(0);
        Ints axes = Ints.of(IntStream.range(on.axis(op.axis(), x), on.rank(x)).toArray());
        return scaled(on, normalized(on, x, axes, op.centred(), op.epsilon()));
    }

    static int write(NodeWriter on, GroupNormalization op) {
        int x = on.in(0);
        if (op.groups() != 0 && op.groups() != on.extent(x, -1)) {
            throw on.unsupported("normalises groups of channels");
        }
        Ints axes = Ints.of(IntStream.range(1, on.rank(x) - 1).toArray());
        return scaled(on, normalized(on, x, axes, true, op.epsilon()));
    }

    private static int normalized(NodeWriter on, int x, Ints axes, boolean centred, float epsilon) {
        int centre = centred ? on.binary("SUB", x, Reductions.reduced(on, "MEAN", axes, true, x)) : x;
        int variance = Reductions.reduced(on, "MEAN", axes, true, on.map("SQUARE", centre));
        return on.binary("MUL", centre, on.map("RSQRT", on.binary("ADD", variance, on.number(epsilon))));
    }

    private static int scaled(NodeWriter on, int x) {
        int y = on.has(1) ? on.binary("MUL", x, on.in(1)) : x;
        return on.has(2) ? on.binary("ADD", y, on.in(2)) : y;
    }
}
