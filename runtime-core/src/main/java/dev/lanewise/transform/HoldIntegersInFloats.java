package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.nn.MaxPool;
import dev.lanewise.op.quantize.Dequantize;
import dev.lanewise.op.quantize.FixedPointSum;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.quantize.QuantizeInFloats;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.op.shape.MergeAxes;
import dev.lanewise.op.shape.Pad;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.op.shape.Slice;
import dev.lanewise.op.shape.SplitAxis;
import dev.lanewise.op.shape.Transpose;
import dev.lanewise.op.shape.Unsqueeze;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Integers that are made of sums held in floats or of real numbers, and read as floats again, stay in floats in between:
 * the kernels of floats then work on them as they are, and rescaling becomes an epilogue. What reads them as bytes gets
 * them by a Quantize beside.
 */
final class HoldIntegersInFloats implements Rewrite {

    @Override
    public boolean apply(Graph graph) {
        boolean changed = false;
        for (Node node : graph.sorted()) {
            if (graph.nodes().contains(node) && isReader(node)) {
                changed |= rewrite(graph, node);
            }
        }
        return changed;
    }

    /** Whether a node makes floats of bytes, less a constant zero point, by one constant scale. */
    private static boolean isReader(Node node) {
        Edge zero = node.input(2);
        return node.op() instanceof Dequantize
                && !Double.isNaN(Fusion.scalar(node.requireInput(1)))
                && (zero == null || zero.isConstant() && zero.requireConstant().size() == 1)
                && node.requireInput(0).tensorType().element().bits() == 8;
    }

    /** Whether it leaves the integers as they are. */
    private static boolean isExact(Node reader) {
        return Fusion.scalar(reader.requireInput(1)) == 1;
    }

    private static int zero(Node node) {
        Edge zero = node.input(2);
        return zero == null ? 0 : (int) Numbers.of(zero.requireConstant())[0];
    }

    /** Whether real numbers become integers by one constant scale and the given zero point, ties rounded to even. */
    private static boolean isUniform(Node quantize, Quantize op, int zero) {
        Edge given = quantize.input(2);
        return !op.to().isFloating()
                && op.rounding() == QuantizeRounding.EVEN
                && !Double.isNaN(Fusion.scalar(quantize.requireInput(1)))
                && (given == null
                        || given.isConstant() && given.requireConstant().size() == 1)
                && zero(quantize) == zero;
    }

    private static boolean rewrite(Graph graph, Node dequantize) {
        Edge integers = dequantize.requireInput(0);
        Node before = integers.producer();
        if (before == null) {
            return false;
        }
        if (isMove(before.op())) {
            return isExact(dequantize) && moveBefore(graph, dequantize, before);
        }
        int zero = zero(dequantize);
        Operator inFloats = switch (before.op()) {
            case Rescale op
            when before.requireInput(0).tensorType().element() == ElementType.FLOAT
                    && before.input(Rescale.BIAS) == null -> op.inFloats(zero);
            case FixedPointSum op -> op.inFloats(zero);
            case Quantize op
            when isUniform(before, op, zero) ->
                new QuantizeInFloats(QuantizedValue.least(op.to()) - zero, QuantizedValue.greatest(op.to()) - zero);
            default -> null;
        };
        if (inFloats == null) {
            return false;
        }
        List<@Nullable Edge> inputs =
                inFloats instanceof QuantizeInFloats ? before.inputs().subList(0, 2) : before.inputs();
        Edge floats = graph.add(integers.name() + ".floats", inFloats, inputs.toArray(Edge[]::new));
        boolean bytes = graph.outputs().contains(integers);
        for (Node reader : List.copyOf(integers.consumers())) {
            if (isReader(reader) && zero(reader) == zero) {
                graph.replace(reader.output(), scaled(graph, reader, floats));
                graph.remove(reader);
            } else {
                bytes = true;
            }
        }
        if (bytes) {
            ElementType type = integers.tensorType().element();
            var quantize = new Quantize(type, 0, 0, true, QuantizeRounding.EVEN);
            Edge one = graph.constant(integers.name() + ".one", Tensor.scalar(1f));
            Edge shift = graph.constant(integers.name() + ".zero", Tensor.wrap(type, Numbers.array(type, zero)));
            graph.substitute(before, quantize, List.of(floats, one, shift));
        } else {
            graph.remove(before);
        }
        return true;
    }

    private static Edge scaled(Graph graph, Node reader, Edge floats) {
        if (isExact(reader)) {
            return floats;
        }
        String name = reader.output().name();
        Edge scale = graph.constant(name + ".scale", Tensor.scalar((float) Fusion.scalar(reader.requireInput(1))));
        return graph.add(name + ".scaled", new Binary(BinaryFunction.MUL), floats, scale);
    }

    private static boolean isMove(Operator op) {
        return switch (op) {
            case Transpose o -> true;
            case Reshape o -> true;
            case Reshape.To o -> true;
            case Reshape.Flatten o -> true;
            case Reshape.Squeeze o -> true;
            case Unsqueeze o -> true;
            case MergeAxes o -> true;
            case SplitAxis o -> true;
            case Slice o -> true;
            case MaxPool o -> true;
            case Pad o -> true;
            default -> false;
        };
    }

    /** Where floats are all that is wanted of moved integers, these are made floats first. */
    private static boolean moveBefore(Graph graph, Node dequantize, Node move) {
        Edge filled = move.op() instanceof Pad ? move.input(2) : null;
        if (!Fusion.isPrivate(graph, move.output())
                || move.outputs().size() > 1
                || filled != null && !filled.isConstant()) {
            return false;
        }
        var inputs = new ArrayList<@Nullable Edge>(dequantize.inputs());
        inputs.set(0, move.requireInput(0));
        Edge floats =
                graph.add(move.output().name() + ".floats", dequantize.op(), inputs.toArray(new @Nullable Edge[0]));
        var moved = new ArrayList<@Nullable Edge>(move.inputs());
        moved.set(0, floats);
        if (move.op() instanceof Pad) {
            double value = filled == null ? 0 : Numbers.of(filled.requireConstant())[0];
            Edge centred = graph.constant(floats.name() + ".filled", Tensor.scalar((float) value - zero(dequantize)));
            while (moved.size() < 3) {
                moved.add(null);
            }
            moved.set(2, centred);
        }
        graph.substitute(dequantize, move.op(), moved);
        return true;
    }
}
