package dev.lanewise.quant;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.AveragePool;
import dev.lanewise.op.nn.Convolution;
import dev.lanewise.op.nn.GlobalPool;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.op.vision.Resize;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes integer as a whole: an operator, the transpositions that a reader of channels-first images put around it,
 * and the activation behind it.
 *
 * @param inputs activations that are read, all FLOAT; constants are left out
 * @param output what is made
 * @param clip the activation behind the operator; null where there is none
 */
record Unit(
        Node core,
        Kind kind,
        List<Edge> inputs,
        Edge output,
        @Nullable Node clip) {

    enum Kind {
        /** Multiplies activations by constant weights. */
        PRODUCT,
        /** Computes an activation of its own range from others. */
        ARITHMETIC,
        /** Averages neighbours, which keeps the range. */
        AVERAGE,
        /** Moves, selects or bounds elements: it commutes with saturation. */
        MOVEMENT
    }

    /** The unit around {@code node}; null when the operator has no integer form, or an activation is no FLOAT. */
    static @Nullable Unit of(Graph graph, Node node) {
        Kind kind = kind(node);
        if (kind == null || node.outputs().size() != 1 || !Calibration.isFloat(node.output())) {
            return null;
        }
        Edge output = node.output();
        Edge first = node.requireInput(0);
        Node before = first.producer();
        Node after = onlyConsumer(graph, output);
        if (isImageOperator(node)
                && before != null
                && isTransposition(before, true)
                && onlyConsumer(graph, first) == node
                && after != null
                && isTransposition(after, false)) {
            first = before.requireInput(0);
            output = after.output();
        }
        var inputs = new ArrayList<Edge>();
        int count = kind == Kind.ARITHMETIC || node.op() instanceof Concat ? node.inputCount() : 1;
        for (int i = 0; i < count; i++) {
            Edge input = i == 0 ? first : node.requireInput(i);
            if (!input.isConstant()) {
                inputs.add(input);
            }
        }
        if (inputs.isEmpty() || !inputs.stream().allMatch(Calibration::isFloat)) {
            return null;
        }
        Node clip = kind == Kind.PRODUCT || kind == Kind.ARITHMETIC ? onlyConsumer(graph, output) : null;
        if (clip == null || !isClip(clip)) {
            return new Unit(node, kind, inputs, output, null);
        }
        return new Unit(node, kind, inputs, clip.output(), clip);
    }

    private static @Nullable Kind kind(Node node) {
        return switch (node.op()) {
            case Convolution c when WeightMatrix.of(node) != null -> Kind.PRODUCT;
            case MatMul m when WeightMatrix.of(node) != null && !m.transposeA() -> Kind.PRODUCT;
            case Binary(BinaryFunction f)
            when f == BinaryFunction.ADD || f == BinaryFunction.SUB || f == BinaryFunction.MUL -> Kind.ARITHMETIC;
            case AveragePool p -> Kind.AVERAGE;
            case GlobalPool(var f, int p) when f == GlobalPool.Function.AVERAGE -> Kind.AVERAGE;
            case Resize r when r.interpolation() == Resize.Interpolation.LINEAR -> Kind.AVERAGE;
            case Resize r when r.interpolation() == Resize.Interpolation.NEAREST -> Kind.MOVEMENT;
            case GlobalPool(var f, int p) when f == GlobalPool.Function.MAX -> Kind.MOVEMENT;
            case Unary u when isClip(node) -> Kind.MOVEMENT;
            case MaxPool p -> Kind.MOVEMENT;
            case Concat c when node.inputs().stream().noneMatch(e -> e == null || e.isConstant()) -> Kind.MOVEMENT;
            case Reshape r -> Kind.MOVEMENT;
            case Reshape.To r -> Kind.MOVEMENT;
            case Transpose t -> Kind.MOVEMENT;
            case Unsqueeze u -> Kind.MOVEMENT;
            case MergeAxes m -> Kind.MOVEMENT;
            case Slice s -> Kind.MOVEMENT;
            case Pad p -> Kind.MOVEMENT;
            case Identity i -> Kind.MOVEMENT;
            default -> null;
        };
    }

    private static boolean isImageOperator(Node node) {
        return node.op() instanceof Convolution
                || node.op() instanceof MaxPool
                || node.op() instanceof AveragePool
                || node.op() instanceof GlobalPool;
    }

    static boolean isClip(Node node) {
        return node.op() instanceof Unary u && u.function() == UnaryFunction.CLIP;
    }

    private static boolean isTransposition(Node node, boolean toLast) {
        return node.op() instanceof Transpose t
                && t.permutation().size() > 2
                && t.equals(
                        toLast
                                ? Transpose.toChannelsLast(t.permutation().size())
                                : Transpose.toChannelsFirst(t.permutation().size()));
    }

    /** The node that alone reads {@code edge}, which is no output of the graph; null when there is none. */
    static @Nullable Node onlyConsumer(Graph graph, Edge edge) {
        return edge.consumers().size() == 1 && !graph.outputs().contains(edge)
                ? edge.consumers().getFirst()
                : null;
    }

    boolean keepsRange() {
        return kind == Kind.MOVEMENT || kind == Kind.AVERAGE;
    }

    /** All units of a graph, producers first; no node is in two. */
    static List<Unit> all(Graph graph) {
        var units = new ArrayList<Unit>();
        var taken = new java.util.HashSet<Node>();
        for (Node node : graph.sorted()) {
            if (node.op() instanceof Transpose && belongsToOther(graph, node)) {
                continue;
            }
            Unit unit = taken.contains(node) ? null : of(graph, node);
            if (unit != null) {
                units.add(unit);
                if (unit.clip() != null) {
                    taken.add(unit.clip());
                }
            }
        }
        return units;
    }

    /** Whether a transposition was put around an operator on images. */
    private static boolean belongsToOther(Graph graph, Node transpose) {
        Node next = onlyConsumer(graph, transpose.output());
        Node before = transpose.requireInput(0).producer();
        return next != null && isTurned(graph, next, transpose) || before != null && isTurned(graph, before, transpose);
    }

    private static boolean isTurned(Graph graph, Node node, Node transpose) {
        Unit unit = isImageOperator(node) ? of(graph, node) : null;
        if (unit == null) {
            return false;
        }
        boolean before =
                node.requireInput(0) == transpose.output() && unit.inputs().getFirst() == transpose.requireInput(0);
        boolean after = transpose.requireInput(0) == node.output() && unit.output() != node.output();
        return before || after;
    }
}
