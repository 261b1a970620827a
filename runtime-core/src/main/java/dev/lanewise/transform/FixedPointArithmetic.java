package dev.lanewise.transform;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Graph;
import dev.lanewise.graph.Node;
import dev.lanewise.graph.Shape;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.RescaleArithmetic;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.quantize.FixedPointSum;
import dev.lanewise.op.quantize.Rescale;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.function.IntBinaryOperator;

/** Sums, differences and products of two tensors. */
final class FixedPointArithmetic {

    /** The most elements that a summand is expanded to. */
    private static final long MOST_EXPANDED = 1 << 18;

    private FixedPointArithmetic() {}

    static boolean lower(Graph graph, QuantizedTarget target, Node made, BinaryFunction function) {
        QuantizedValue a = QuantizedValue.of(made.requireInput(0));
        QuantizedValue b = QuantizedValue.of(made.requireInput(1));
        if (a == null || b == null || a.type() != target.type()) {
            return false;
        }
        if (function == BinaryFunction.PRELU) {
            slopes(graph, target, a, b);
            return true;
        }
        if (a.type() != b.type()) {
            return false;
        }
        switch (function) {
            case ADD, SUB -> add(graph, target, a, b, function);
            case SQUARED_DIFFERENCE -> squaredDifference(graph, target, a, b);
            case MAX, MIN -> {
                if (!target.isLike(a) || !target.isLike(b)) {
                    return false;
                }
                target.integers(graph, new Binary(function), a.integers(), b.integers());
            }
            case MUL -> multiply(graph, target, a, b);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Both are brought to steps a little finer than twice the larger scale, added, and brought to the target's. */
    private static void add(
            Graph graph, QuantizedTarget target, QuantizedValue a, QuantizedValue b, BinaryFunction function) {
        int left = a.type() == ElementType.INT16 ? 15 : 20;
        double twice = 2 * Math.max(a.scale(), b.scale());
        var factor = FixedPointFactor.of(twice / ((1 << left) * target.scale()));
        var ofFirst = FixedPointFactor.of(a.scale() / twice);
        var ofSecond = FixedPointFactor.of(b.scale() / twice);
        int sign = function == BinaryFunction.SUB ? -1 : 1;
        boolean tabled = combine(
                graph,
                target,
                a,
                b,
                (p, q) -> factor.times(ofFirst.times(p << left) + sign * ofSecond.times(q << left)));
        if (tabled) {
            return;
        }
        var op = new FixedPointSum(
                target.type(),
                target.zero(),
                target.low(),
                target.high(),
                function == BinaryFunction.SUB,
                left,
                ofFirst,
                ofSecond,
                factor);
        if (a.type().bits() == 8 && op.suits()) {
            Edge first = a.centred(graph, target.name() + ".a", ElementType.FLOAT);
            Edge second = b.centred(graph, target.name() + ".b", ElementType.FLOAT);
            if (haveOneShape(first, second)) {
                graph.substitute(target.node(), op, List.of(first, second));
                return;
            }
            Shape shape = target.node().output().shape();
            if (shape.isFixed() && shape.size() <= MOST_EXPANDED) {
                first = expanded(graph, target.name() + ".a", first, shape);
                second = expanded(graph, target.name() + ".b", second, shape);
                graph.substitute(target.node(), op, List.of(first, second));
                return;
            }
        }
        Edge first = scaled(graph, target.name() + ".a", a, left, twice);
        Edge second = scaled(graph, target.name() + ".b", b, left, twice);
        Edge sum = graph.add(target.name() + ".sum", new Binary(function), first, second);
        target.rescale(graph, sum, null, RescaleArithmetic.NARROW, factor);
    }

    /**
     * A function of the integers less their zero points by a table, where one of two 8-bit tensors is a constant of
     * one element.
     */
    private static boolean combine(
            Graph graph, QuantizedTarget target, QuantizedValue a, QuantizedValue b, IntBinaryOperator function) {
        if (a.type().bits() != 8) {
            return false;
        }
        if (isOne(b, a)) {
            int q = b.only() - b.zero();
            target.table(graph, a, p -> target.zero() + function.applyAsInt(p - a.zero(), q));
            return true;
        }
        if (isOne(a, b)) {
            int p = a.only() - a.zero();
            target.table(graph, b, q -> target.zero() + function.applyAsInt(p, q - b.zero()));
            return true;
        }
        return false;
    }

    /** Whether {@code value} is a constant of one element, which leaves the shape of the other as it is. */
    private static boolean isOne(QuantizedValue value, QuantizedValue other) {
        Tensor constant = value.integers().constant();
        Shape shape = other.integers().shape();
        return constant != null && constant.size() == 1 && shape.isRanked() && constant.rank() <= shape.rank();
    }

    private static Edge expanded(Graph graph, String name, Edge edge, Shape shape) {
        if (edge.shape().equals(shape)) {
            return edge;
        }
        Edge dims = graph.constant(name + ".shape", Tensor.of(shape.dims(), shape.rank()));
        return graph.add(name + ".expanded", new Expand(), edge, dims);
    }

    /** Whether two shapes are the same but for the batch, which may be unknown. */
    private static boolean haveOneShape(Edge a, Edge b) {
        Shape shape = a.shape();
        return shape.isRanked()
                && shape.equals(b.shape())
                && shape.stream().skip(1).noneMatch(d -> d == Shape.ANY);
    }

    /** Positive elements are rescaled, negative ones multiplied by their slopes and rescaled by another factor. */
    private static void slopes(Graph graph, QuantizedTarget target, QuantizedValue x, QuantizedValue slope) {
        String name = target.name();
        var factor = FixedPointFactor.of((double) (x.scale() / target.scale()));
        Edge above = x.table(graph, name + ".above", q -> q < x.zero() ? 0 : factor.times(q - x.zero()));
        Edge below = x.table(graph, name + ".below", q -> Math.min(0, q - x.zero()));
        Edge slopes = slope.table(graph, name + ".slopes", q -> q - slope.zero());
        Edge product = graph.add(name + ".product", new Binary(BinaryFunction.MUL), below, slopes);
        var other = FixedPointFactor.of((double) (x.scale() * slope.scale() / target.scale()));
        Edge multiplier = graph.constant(name + ".multiplier", Tensor.of(new int[] {other.multiplier()}, 1));
        Edge shift = graph.constant(name + ".shift", Tensor.of(new int[] {other.shift()}, 1));
        var wide = new Rescale(ElementType.INT32, 0, Integer.MIN_VALUE, Integer.MAX_VALUE, RescaleArithmetic.NARROW);
        Edge rescaled = graph.add(name + ".rescaled", wide, product, multiplier, shift);
        Edge sum = graph.add(name + ".sum", new Binary(BinaryFunction.ADD), above, rescaled);
        target.rescale(graph, sum, null, RescaleArithmetic.NARROW, FixedPointFactor.of(1));
    }

    private static void squaredDifference(Graph graph, QuantizedTarget target, QuantizedValue a, QuantizedValue b) {
        int left = 7;
        double twice = 2 * Math.max(a.scale(), b.scale());
        Edge first = scaled(graph, target.name() + ".a", a, left, twice);
        Edge second = scaled(graph, target.name() + ".b", b, left, twice);
        Edge difference = graph.add(target.name() + ".difference", new Binary(BinaryFunction.SUB), first, second);
        Edge square = graph.add(target.name() + ".square", new Binary(BinaryFunction.MUL), difference, difference);
        var factor = FixedPointFactor.of(twice * twice / ((1 << 2 * left) * target.scale()));
        target.rescale(graph, square, null, RescaleArithmetic.NARROW, factor);
    }

    private static Edge scaled(Graph graph, String name, QuantizedValue x, int left, double twice) {
        var factor = FixedPointFactor.of(x.scale() / twice);
        return x.table(graph, name, q -> factor.times(q - x.zero() << left));
    }

    private static void multiply(Graph graph, QuantizedTarget target, QuantizedValue a, QuantizedValue b) {
        var factor = FixedPointFactor.of((double) (a.scale() * b.scale() / target.scale()));
        if (combine(graph, target, a, b, (p, q) -> factor.times(p * q))) {
            return;
        }
        boolean bytes = a.type().bits() == 8;
        Edge first = bytes
                ? a.centred(graph, target.name() + ".a", ElementType.FLOAT)
                : a.table(graph, target.name() + ".a", q -> q - a.zero());
        Edge second = bytes
                ? b.centred(graph, target.name() + ".b", ElementType.FLOAT)
                : b.table(graph, target.name() + ".b", q -> q - b.zero());
        Edge product = graph.add(target.name() + ".product", new Binary(BinaryFunction.MUL), first, second);
        target.rescale(graph, product, null, RescaleArithmetic.NARROW, factor);
    }
}
