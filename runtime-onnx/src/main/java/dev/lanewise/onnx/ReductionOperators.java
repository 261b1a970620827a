package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.reduce.ReduceDynamic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reductions along axes. */
final class ReductionOperators implements Family {

    private static final Map<String, ReduceFunction> FUNCTIONS = Map.of(
            "ReduceSum", ReduceFunction.SUM,
            "ReduceMean", ReduceFunction.MEAN,
            "ReduceMax", ReduceFunction.MAX,
            "ReduceMin", ReduceFunction.MIN,
            "ReduceProd", ReduceFunction.PROD,
            "ReduceL1", ReduceFunction.L1,
            "ReduceL2", ReduceFunction.L2,
            "ReduceSumSquare", ReduceFunction.SUM_SQUARE,
            "ReduceLogSum", ReduceFunction.LOG_SUM,
            "ReduceLogSumExp", ReduceFunction.LOG_SUM_EXP);

    @Override
    public void register(Registry on) {
        FUNCTIONS.forEach((name, f) -> {
            on.on(name).builds(node -> byAttribute(node, f));
            on.on(name).since(name.equals("ReduceSum") ? 13 : 18).builds(node -> byInput(node, f));
        });
        on.on("ArgMax").reads(node -> arg(node, false));
        on.on("ArgMin").reads(node -> arg(node, true));
    }

    private static ArgExtremum arg(OnnxNode node, boolean least) {
        return new ArgExtremum(
                least, node.int32("axis", 0), node.flag("keepdims", true), node.flag("select_last_index", false));
    }

    private static void byAttribute(OnnxNode node, ReduceFunction f) {
        reduce(node, f, node.ints("axes", Ints.of()), false);
    }

    private static void byInput(OnnxNode node, ReduceFunction f) {
        boolean nothing = node.flag("noop_with_empty_axes", false);
        Edge axes = node.inputOrNull(1);
        if (axes == null) {
            reduce(node, f, Ints.of(), nothing);
        } else if (axes.isConstant()) {
            reduce(node, f, Ints.of(axes.requireConstant().longs()), nothing);
        } else {
            node.becomes(
                    new ReduceDynamic(f, node.flag("keepdims", true), nothing), Arrays.asList(node.input(0), axes));
        }
    }

    /** No axes mean all of them, or none where that was asked for. */
    private static void reduce(OnnxNode node, ReduceFunction f, Ints axes, boolean nothing) {
        boolean keep = node.flag("keepdims", true);
        Edge x = node.input(0);
        if (!axes.isEmpty()) {
            node.becomes(new Reduce(f, axes, keep), List.of(x));
        } else if (nothing) {
            node.becomes(ReduceDynamic.ofNothing(f), List.of(x));
        } else if (x.shape().isRanked()) {
            node.becomes(new Reduce(f, Ints.range(x.shape().rank()), keep), List.of(x));
        } else {
            node.becomes(new ReduceDynamic(f, keep, false), Arrays.asList(x, null));
        }
    }
}
