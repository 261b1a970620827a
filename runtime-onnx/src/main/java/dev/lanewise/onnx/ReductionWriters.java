package dev.lanewise.onnx;

import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.op.reduce.ArgExtremum;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.reduce.ReduceDynamic;

/** Writes reductions along axes. */
final class ReductionWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Reduce(var function, var axes, boolean keep) -> reduce(function, axes, keep, node);
            case ReduceDynamic(var function, boolean keep, boolean noneMeansNone) ->
                node.becomes(
                        operator(function),
                        new Attributes()
                                .flag("keepdims", keep, true)
                                .flag("noop_with_empty_axes", noneMeansNone, false),
                        node.input(0),
                        node.longInput(1));
            case ArgExtremum(boolean least, int axis, boolean keep, boolean last) ->
                node.becomes(
                        least ? "ArgMin" : "ArgMax",
                        new Attributes()
                                .integer("axis", axis)
                                .flag("keepdims", keep, true)
                                .flag("select_last_index", last, false));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** No axes: what the reduction of single elements gives. */
    private static void reduce(ReduceFunction function, Ints axes, boolean keep, OnnxNodeWriter node) {
        if (axes.isEmpty()) {
            switch (function) {
                case L1, L2 -> node.becomes("Abs", new Attributes());
                case SUM_SQUARE -> node.becomes("Mul", new Attributes(), node.input(0), node.input(0));
                case LOG_SUM -> node.becomes("Log", new Attributes());
                case SUM, MEAN, MAX, MIN, PROD, LOG_SUM_EXP -> node.becomes("Identity", new Attributes());
            }
            return;
        }
        node.becomes(
                operator(function),
                new Attributes().flag("keepdims", keep, true),
                node.input(0),
                node.longs(axes.stream().asLongStream().toArray()));
    }

    private static String operator(ReduceFunction function) {
        return switch (function) {
            case SUM -> "ReduceSum";
            case MEAN -> "ReduceMean";
            case MAX -> "ReduceMax";
            case MIN -> "ReduceMin";
            case PROD -> "ReduceProd";
            case L1 -> "ReduceL1";
            case L2 -> "ReduceL2";
            case SUM_SQUARE -> "ReduceSumSquare";
            case LOG_SUM -> "ReduceLogSum";
            case LOG_SUM_EXP -> "ReduceLogSumExp";
        };
    }
}
