package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.QuantizeRounding;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.quantize.Quantize;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;

/**
 * What TFLite's hybrid kernels make of a float input before they multiply it with int8 weights: each row or image is
 * rounded to the 8-bit steps of its own range.
 */
final class HybridInput {

    private static final float LEAST = -128;
    private static final float GREATEST = 127;

    private final TfliteNode node;

    HybridInput(TfliteNode node) {
        this.node = node;
    }

    private Edge binary(BinaryFunction function, Edge a, Edge b) {
        return node.add(new Binary(function), a, b);
    }

    private Edge number(float value) {
        return node.constant(Tensor.scalar(value));
    }

    /** The nearest 8-bit integers, ties away from zero. */
    private Edge round(Edge x) {
        var nearest = new Quantize(ElementType.INT8, 0, 0, true, QuantizeRounding.AWAY);
        return node.add(new Cast(ElementType.FLOAT), node.add(nearest, x, number(1)));
    }

    /** {@code a / b}; 1 where the range is empty. */
    private Edge quotient(Edge range, Edge a, Edge b) {
        Edge empty = node.add(new Compare(CompareFunction.EQUAL), range, number(0));
        return node.add(new Where(), empty, number(1), binary(BinaryFunction.DIV, a, b));
    }

    /** Steps of the largest absolute value over 127, along {@code axes}. */
    Edge symmetric(Edge x, Ints axes) {
        Edge range = node.add(new Reduce(ReduceFunction.MAX, axes, true), node.add(new Unary(UnaryFunction.ABS), x));
        Edge scale = quotient(range, range, number(GREATEST));
        Edge inverse = quotient(range, number(GREATEST), range);
        return binary(BinaryFunction.MUL, round(binary(BinaryFunction.MUL, x, inverse)), scale);
    }

    /** Steps of the range, widened to contain 0, over 255, along {@code axes}. */
    Edge asymmetric(Edge x, Ints axes) {
        Edge least = binary(BinaryFunction.MIN, number(0), node.add(new Reduce(ReduceFunction.MIN, axes, true), x));
        Edge greatest = binary(BinaryFunction.MAX, number(0), node.add(new Reduce(ReduceFunction.MAX, axes, true), x));
        Edge range = binary(BinaryFunction.SUB, greatest, least);
        Edge scale = quotient(range, range, number(GREATEST - LEAST));
        Edge inverse = binary(BinaryFunction.DIV, number(1), scale);
        Edge zero = node.add(new Cast(ElementType.FLOAT), zero(wide(least), wide(greatest)));
        Edge steps = round(binary(BinaryFunction.ADD, binary(BinaryFunction.MUL, x, inverse), zero));
        return binary(BinaryFunction.MUL, binary(BinaryFunction.SUB, steps, zero), scale);
    }

    private Edge wide(Edge x) {
        return node.add(new Cast(ElementType.DOUBLE), x);
    }

    private Edge wide(double value) {
        return node.constant(Tensor.wrap(ElementType.DOUBLE, new double[] {value}));
    }

    /** The step that 0 falls on, counted from that end of the range from which the error is smaller. */
    private Edge zero(Edge least, Edge greatest) {
        Edge range = binary(BinaryFunction.SUB, greatest, least);
        Edge empty = node.add(new Compare(CompareFunction.EQUAL), range, wide(0));
        Edge scale = node.add(new Where(), empty, wide(1), binary(BinaryFunction.DIV, range, wide(GREATEST - LEAST)));
        Edge below = binary(BinaryFunction.DIV, least, scale);
        Edge above = binary(BinaryFunction.DIV, greatest, scale);
        Edge fromLeast = binary(BinaryFunction.SUB, wide(LEAST), below);
        Edge fromGreatest = binary(BinaryFunction.SUB, wide(GREATEST), above);
        Edge nearer = node.add(
                new Compare(CompareFunction.LESS),
                binary(BinaryFunction.SUB, wide(-LEAST), below),
                binary(BinaryFunction.ADD, wide(GREATEST), above));
        Edge chosen = node.add(new Where(), nearer, fromLeast, fromGreatest);
        Edge bounded = binary(BinaryFunction.MIN, binary(BinaryFunction.MAX, chosen, wide(LEAST)), wide(GREATEST));
        Edge half = binary(BinaryFunction.ADD, node.add(new Unary(UnaryFunction.ABS), bounded), wide(0.5));
        return binary(
                BinaryFunction.MUL,
                node.add(new Unary(UnaryFunction.FLOOR), half),
                node.add(new Unary(UnaryFunction.SIGN), bounded));
    }
}
