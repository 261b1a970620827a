package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.CumSum;
import dev.lanewise.op.shape.TopK;
import java.util.List;

/** Operators that make one element of many, or look for some among many. */
final class ReductionBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("MEAN", node -> reduce(node, ReduceFunction.MEAN, node.real(0)));
        on.on("SUM", node -> reduce(node, ReduceFunction.SUM, node.real(0)));
        on.on("REDUCE_PROD", ReductionBuiltins::multiply);
        on.on("REDUCE_MAX", node -> reduce(node, ReduceFunction.MAX, node.input(0)));
        on.on("REDUCE_MIN", node -> reduce(node, ReduceFunction.MIN, node.input(0)));
        on.on("REDUCE_ANY", node -> reduce(node, ReduceFunction.MAX, node.input(0)));
        on.on("REDUCE_ALL", node -> reduce(node, ReduceFunction.MIN, node.input(0)));
        on.on("ARG_MAX", node -> extremum(node, false));
        on.on("ARG_MIN", node -> extremum(node, true));
        on.on("CUMSUM", node -> {
            var op = new CumSum(false, node.flag(0), node.flag(1));
            node.give(0, node.add(op, node.real(0), node.input(1)));
        });
        on.on("TOPK_V2", ReductionBuiltins::top);
    }

    private static void multiply(TfliteNode node) {
        Ints axes = Ints.of(node.constantInts(1));
        if (QuantizedProduct.is(node, axes)) {
            QuantizedProduct.read(node, axes, node.flag(0));
        } else {
            reduce(node, ReduceFunction.PROD, node.real(0));
        }
    }

    private static void reduce(TfliteNode node, ReduceFunction function, Edge x) {
        Ints axes = Ints.of(node.constantInts(1));
        node.give(0, axes.isEmpty() ? x : node.add(new Reduce(function, axes, node.flag(0)), x));
    }

    private static void extremum(TfliteNode node, boolean least) {
        int axis = node.constantInt(1);
        Edge places = node.add(new ArgExtremum(least, axis, false, false), node.input(0));
        node.output(0, as(node, places, 0));
    }

    private static void top(TfliteNode node) {
        var made = node.add(new TopK(-1, true), List.of(node.input(0), node.longs(1)), 2);
        node.output(0, made.output(0));
        if (node.outputCount() > 1) {
            node.output(1, as(node, made.output(1), 1));
        }
    }

    /** Integers in the type that the file says of output {@code index}. */
    static Edge as(TfliteNode node, Edge edge, int index) {
        var type = node.outputInfo(index).type();
        return edge.tensorType().element() == type ? edge : node.add(new Cast(type), edge);
    }
}
