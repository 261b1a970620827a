package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.RescaleKernels;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;

/**
 * Operators between Dequantize and a Quantize that rounds ties away from zero work on the integers themselves, as
 * TFLite's reference kernels do: sums of products are exact, factors are in fixed point, functions of one element are
 * tables.
 */
final class LowerToFixedPoint implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            QuantizedTarget target = QuantizedTarget.of(graph, node);
            changed |= target != null && lower(graph, target);
        }
        return changed;
    }

    private static boolean lower(Graph graph, QuantizedTarget target) {
        Node made = target.real().producer();
        if (made == null) {
            return false;
        }
        return switch (made.op()) {
            case Convolution op -> FixedPointProducts.lower(graph, target, made, op.exactly(), true);
            case TransposedConvolution op -> FixedPointProducts.lower(graph, target, made, op, true);
            case MatMul op -> FixedPointProducts.lower(graph, target, made, op, false);
            case Binary op when op.function() == BinaryFunction.DIV -> FixedPointRows.normalize(graph, target, made);
            case Binary op -> FixedPointArithmetic.lower(graph, target, made, op.function());
            case Reduce op -> FixedPointRows.reduce(graph, target, made, op);
            case Softmax op -> FixedPointRows.softmax(graph, target, made, op);
            case Resize op -> FixedPointRows.resize(graph, target, made, op);
            case AveragePool op -> pool(graph, target, made, op);
            case MaxPool op when target.type().bits() == 8 -> pool(graph, target, made, op);
            case Concat op -> FixedPointFunctions.concatenate(graph, target, made, op);
            case Dequantize op -> requantize(graph, target);
            case Cast op -> cast(graph, target, made.requireInput(0));
            case Unary op -> function(graph, target, made, op);
            default -> false;
        };
    }

    private static boolean pool(Graph graph, QuantizedTarget target, Node made, Operator op) {
        QuantizedValue x = QuantizedValue.of(made.requireInput(0));
        if (x == null || !target.isLike(x)) {
            return false;
        }
        target.integers(graph, op, x.integers());
        return true;
    }

    private static boolean requantize(Graph graph, QuantizedTarget target) {
        QuantizedValue x = QuantizedValue.of(target.real());
        return x != null && FixedPointFunctions.requantize(graph, target, x);
    }

    /** Bytes that were made real numbers as they are. */
    private static boolean cast(Graph graph, QuantizedTarget target, Edge bytes) {
        ElementType type = bytes.tensorType().element();
        if (!type.isInteger() || type.bits() != 8) {
            return false;
        }
        target.table(
                graph,
                new QuantizedValue(bytes, 1, 0),
                q -> Math.clamp(RescaleKernels.round(q / target.scale()) + target.zero(), target.low(), target.high()));
        return true;
    }

    private static boolean function(Graph graph, QuantizedTarget target, Node made, Unary op) {
        QuantizedValue x = QuantizedValue.of(made.requireInput(0));
        return x != null && FixedPointFunctions.lower(graph, target, x, op);
    }
}
