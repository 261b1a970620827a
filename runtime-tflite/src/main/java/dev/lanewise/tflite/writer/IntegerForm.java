package dev.lanewise.tflite.writer;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.StridedPad;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.nn.TransposedConvolution;
import dev.lanewise.op.nn.Window;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.vision.Resize;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An operator between Dequantize and Quantize, which one builtin computes on the integers themselves.
 *
 * @param activation the number in TFLite's enum ActivationFunctionType of what lies between it and Quantize
 * @param result the integers that come out
 * @param quantization of the result
 * @param keepsScale whether the builtin's output has the quantization of its inputs
 * @param absorbed nodes behind the operator that the builtin stands for
 */
record IntegerForm(int activation, Edge result, Quantization quantization, boolean keepsScale, List<Node> absorbed) {

    private static final Set<ElementType> TYPES = Set.of(ElementType.INT8, ElementType.UINT8, ElementType.INT16);
    private static final double STEPS = 1 << 8;
    private static final double WIDE_STEPS = 1 << 16;

    /** The form of a node; null where it has none, and is computed on real numbers. */
    static @Nullable IntegerForm of(Graph graph, Node node) {
        if (node.outputs().size() != 1 || !isKnown(node)) {
            return null;
        }
        var absorbed = new ArrayList<Node>();
        Node next = onlyConsumer(graph, node);
        int activation = next == null || !mayFuse(node.op()) ? 0 : activation(next);
        if (next != null && activation > 0) {
            absorbed.add(next);
            next = onlyConsumer(graph, next);
        }
        if (next == null || !(next.op() instanceof Quantize quantize)) {
            return null;
        }
        Quantization quantization = ofQuantize(next, quantize);
        if (quantization == null
                || !takesIntegers(node, quantize.to())
                || !makes(node.op(), quantize.to(), quantization)) {
            return null;
        }
        absorbed.add(next);
        return new IntegerForm(activation, next.output(), quantization, keepsScale(node.op()), absorbed);
    }

    private static @Nullable Node onlyConsumer(Graph graph, Node node) {
        Edge output = node.output();
        return output.consumers().size() == 1 && !graph.outputs().contains(output)
                ? output.consumers().getFirst()
                : null;
    }

    private static int activation(Node node) {
        return node.op() instanceof Unary(UnaryFunction f, float low, float high) && f == UnaryFunction.CLIP
                ? Functions.fusedClip(low, high)
                : 0;
    }

    private static @Nullable Quantization ofQuantize(Node node, Quantize op) {
        boolean plain = TYPES.contains(op.to()) && op.block() == 0;
        return plain ? perTensor(node, op.axis()) : null;
    }

    private static @Nullable Quantization perTensor(Node node, int axis) {
        Quantization quantization = Quantizations.of(node.requireInput(1), node.input(2), axis, 1);
        return quantization != null && quantization.isPerTensor() ? quantization : null;
    }

    /** How an edge's integers become the real numbers that a node reads; null where they are none of those. */
    static @Nullable Quantization ofDequantized(Edge edge) {
        Node node = edge.producer();
        return node != null
                        && node.op() instanceof Dequantize(int axis, int block)
                        && block == 0
                        && TYPES.contains(integers(edge).tensorType().element())
                ? perTensor(node, axis)
                : null;
    }

    /** The integers behind real numbers. */
    static Edge integers(Edge dequantized) {
        Node node = dequantized.producer();
        return node == null ? dequantized : node.requireInput(0);
    }

    /** How many inputs of an operator are numbers that the builtin computes with. */
    private static int operands(Node node) {
        return switch (node.op()) {
            case Concat op -> node.inputCount();
            case Binary op -> 2;
            case MatMul op when !hasWeights(node) -> 2;
            default -> 1;
        };
    }

    private static boolean takesIntegers(Node node, ElementType type) {
        for (int i = 0; i < operands(node); i++) {
            Edge input = node.requireInput(i);
            if (ofDequantized(input) == null || integers(input).tensorType().element() != type) {
                return false;
            }
        }
        return !isWeighted(node.op()) || !hasWeights(node) || suits(StoredConstant.of(node.requireInput(1)), type);
    }

    private static boolean isWeighted(Operator op) {
        return op instanceof Convolution || op instanceof TransposedConvolution || op instanceof MatMul;
    }

    private static boolean hasWeights(Node node) {
        return StoredConstant.of(node.requireInput(1)) != null;
    }

    /** INT8 weights are symmetric; UINT8 ones have one scale. */
    private static boolean suits(@Nullable StoredConstant weights, ElementType type) {
        ElementType expected = type == ElementType.INT16 ? ElementType.INT8 : type;
        if (weights == null || weights.value().type() != expected || !weights.isQuantized()) {
            return false;
        }
        if (type == ElementType.UINT8) {
            return weights.quantization().isPerTensor();
        }
        for (long zero : weights.quantization().zeroPoints()) {
            if (zero != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean mayFuse(Operator op) {
        return switch (op) {
            case Convolution c -> c.window().rank() == 2;
            case MatMul m -> true;
            case AveragePool a -> true;
            case MaxPool m -> true;
            case Binary b ->
                switch (b.function()) {
                    case ADD, SUB, MUL -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    /** Whether a builtin computes the operator on integers. */
    private static boolean isKnown(Node node) {
        return switch (node.op()) {
            case Convolution op -> op.window().rank() == 2 && isBiasStored(node);
            case TransposedConvolution op -> op.window().auto() != Window.AutoPad.EXPLICIT && isBiasStored(node);
            case MatMul op ->
                node.requireInput(0).shape().isRanked()
                        && node.requireInput(0).shape().rank() >= 2
                        && node.requireInput(1).shape().isRanked()
                        && node.requireInput(1).shape().rank() >= 2
                        && (hasWeights(node) ? isBiasStored(node) : node.input(MatMul.BIAS) == null);
            case AveragePool op -> !op.countPadding();
            case MaxPool op -> true;
            case GlobalPool op -> op.function() != GlobalPool.Function.LP;
            case Softmax op -> !op.logarithm();
            case Reduce op -> op.function() == ReduceFunction.MEAN;
            case Resize op -> true;
            case Concat op -> true;
            case Pad op -> op.mode() == StridedPad.Mode.CONSTANT && node.input(2) == null;
            case Unary(UnaryFunction f, float low, float high) ->
                switch (f) {
                    case SIGMOID, TANH, HARD_SWISH, LEAKY_RELU -> true;
                    case CLIP -> Functions.fusedClip(low, high) > 0;
                    default -> false;
                };
            case Binary op ->
                switch (op.function()) {
                    case ADD, SUB, MUL, MIN, MAX -> true;
                    default -> false;
                };
            default -> isView(node.op());
        };
    }

    private static boolean isView(Operator op) {
        return switch (op) {
            case Reshape o -> true;
            case Reshape.To o -> true;
            case Reshape.Flatten o -> true;
            case Reshape.Squeeze o -> true;
            case Unsqueeze o -> true;
            case MergeAxes o -> true;
            case SplitAxis o -> true;
            case Transpose o -> true;
            case Slice o -> true;
            default -> false;
        };
    }

    private static boolean isBiasStored(Node node) {
        Edge bias = node.input(2);
        return bias == null || StoredConstant.of(bias) != null;
    }

    private static boolean keepsScale(Operator op) {
        return switch (op) {
            case AveragePool o -> true;
            case MaxPool o -> true;
            case GlobalPool o -> o.function() == GlobalPool.Function.MAX;
            case Resize o -> true;
            case Concat o -> true;
            case Pad o -> true;
            case Binary o ->
                switch (o.function()) {
                    case MIN, MAX -> true;
                    default -> false;
                };
            default -> isView(op);
        };
    }

    /** INT16 is symmetric; some builtins have one output quantization for each type. */
    private static boolean makes(Operator op, ElementType type, Quantization quantization) {
        boolean wide = type == ElementType.INT16;
        if (wide && quantization.zeroPoints()[0] != 0) {
            return false;
        }
        double step = wide ? 2 / WIDE_STEPS : 1 / STEPS;
        long least = type == ElementType.INT8 ? Byte.MIN_VALUE : 0;
        return switch (op) {
            case Softmax o -> isExactly(quantization, step, least);
            case Unary o when o.function() == UnaryFunction.SIGMOID -> isExactly(quantization, step, least);
            case Unary o
            when o.function() == UnaryFunction.TANH ->
                isExactly(quantization, wide ? step : 2 * step, type == ElementType.UINT8 ? -Byte.MIN_VALUE : 0);
            case Unary o when o.function() == UnaryFunction.HARD_SWISH -> !wide;
            default -> true;
        };
    }

    private static boolean isExactly(Quantization quantization, double scale, long zeroPoint) {
        return quantization.scales()[0] == scale && quantization.zeroPoints()[0] == zeroPoint;
    }
}
