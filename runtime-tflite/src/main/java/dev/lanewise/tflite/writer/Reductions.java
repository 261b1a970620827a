package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.reduce.ReduceDynamic;
import dev.lanewise.op.shape.CumSum;
import dev.lanewise.op.shape.TopK;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import dev.lanewise.tflite.file.TensorInfo;
import java.util.stream.IntStream;

/** Operators that make one element of many, or look for some among many. */
final class Reductions {

    private Reductions() {}

    static int write(NodeWriter on, Reduce op) {
        int x = on.in(0);
        Ints axes = Ints.of(op.axes().stream().map(axis -> on.axis(axis, x)).toArray());
        return reduce(on, op.function(), axes, op.keepDims(), x);
    }

    static int write(NodeWriter on, ReduceDynamic op) {
        int x = on.in(0);
        Ints axes = on.has(1) ? Ints.of(on.longs(1)) : Ints.of();
        if (axes.isEmpty() && op.noneMeansNone()) {
            throw on.unsupported("reduces nothing");
        }
        Ints all = axes.isEmpty()
                ? Ints.range(on.rank(x))
                : Ints.of(axes.stream().map(axis -> on.axis(axis, x)).toArray());
        return reduce(on, op.function(), all, op.keepDims(), x);
    }

    private static int reduce(NodeWriter on, ReduceFunction function, Ints axes, boolean keep, int x) {
        boolean logical = on.type(x) == ElementType.BOOL;
        return switch (function) {
            case SUM -> reduced(on, "SUM", axes, keep, x);
            case MEAN -> reduced(on, "MEAN", axes, keep, x);
            case PROD -> reduced(on, "REDUCE_PROD", axes, keep, x);
            case MAX -> reduced(on, logical ? "REDUCE_ANY" : "REDUCE_MAX", axes, keep, x);
            case MIN -> reduced(on, logical ? "REDUCE_ALL" : "REDUCE_MIN", axes, keep, x);
            case L1 -> reduced(on, "SUM", axes, keep, on.map("ABS", x));
            case L2 -> on.map("SQRT", reduced(on, "SUM", axes, keep, on.map("SQUARE", x)));
            case SUM_SQUARE -> reduced(on, "SUM", axes, keep, on.map("SQUARE", x));
            case LOG_SUM -> on.map("LOG", reduced(on, "SUM", axes, keep, x));
            case LOG_SUM_EXP -> {
                int greatest = reduced(on, "REDUCE_MAX", axes, true, x);
                int exponentials = on.map("EXP", on.binary("SUB", x, greatest));
                int sum = on.map("LOG", reduced(on, "SUM", axes, true, exponentials));
                int y = on.binary("ADD", sum, greatest);
                yield keep ? y : on.reshaped(y, on.outputShape(0));
            }
        };
    }

    /** A tensor reduced along axes that count from the beginning. */
    static int reduced(NodeWriter on, String builtin, Ints axes, boolean keep, int x) {
        long[] from = on.shape(x);
        long[] shape = IntStream.range(0, from.length)
                .filter(i -> keep || !axes.contains(i))
                .mapToLong(i -> axes.contains(i) ? 1 : from[i])
                .toArray();
        return on.add(builtin, Options.of().flag(0, keep), on.type(x), shape, x, on.vector(axes.toArray()));
    }

    static int write(NodeWriter on, ArgExtremum op) {
        if (op.last()) {
            throw on.unsupported("finds the last of equal elements, TFLite the first");
        }
        int x = on.in(0);
        int axis = on.axis(op.axis(), x);
        long[] from = on.shape(x);
        long[] shape = IntStream.range(0, from.length)
                .filter(i -> i != axis)
                .mapToLong(i -> from[i])
                .toArray();
        int places = on.add(
                op.least() ? "ARG_MIN" : "ARG_MAX",
                Options.of().int8(0, TensorInfo.number(ElementType.INT64)),
                ElementType.INT64,
                shape,
                x,
                on.constant(Tensor.of(new int[] {axis})));
        return op.keepDims() ? Shapes.expanded(on, places, axis) : places;
    }

    static int write(NodeWriter on, CumSum op) {
        if (op.product()) {
            throw on.unsupported("TFLite has running sums, no running products");
        }
        int x = on.in(0);
        var options = Options.of().flag(0, op.exclusive()).flag(1, op.reverse());
        int axis = on.constant(Tensor.of(new int[] {on.axis(Math.toIntExact(on.longs(1)[0]), x)}));
        return on.add("CUMSUM", options, on.type(x), on.shape(x), x, axis);
    }

    /** Values and places, which TFLite finds along the last axis. */
    static void write(NodeWriter on, TopK op) {
        int x = on.in(0);
        if (on.axis(op.axis(), x) != on.rank(x) - 1) {
            throw on.unsupported("TOPK_V2 works along the last axis");
        }
        int count = on.constant(Tensor.of(new int[] {Math.toIntExact(on.longs(1)[0])}));
        int from = op.largest() ? x : on.map("NEG", x);
        int values = on.tensor("values", on.type(x), on.outputShape(0));
        int places = on.tensor("places", ElementType.INT32, on.outputShape(0));
        on.add("TOPK_V2", Options.NONE, new int[] {from, count}, new int[] {values, places});
        on.give(0, op.largest() ? values : on.map("NEG", values));
        if (on.outputs() > 1) {
            on.give(1, Functions.cast(on, places, ElementType.INT64));
        }
    }
}
