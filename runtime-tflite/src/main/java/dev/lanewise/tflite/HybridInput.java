package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.reduce.Reduce;
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

    private Edge steps(Edge x, Edge scale) {
        return node.add(new Unary(UnaryFunction.ROUND), binary(BinaryFunction.DIV, x, scale));
    }

    /** A scale; 1 where the range is empty. */
    private Edge scale(Edge range, float steps) {
        Edge empty = node.add(new Compare(CompareFunction.EQUAL), range, number(0));
        return node.add(new Where(), empty, number(1), binary(BinaryFunction.DIV, range, number(steps)));
    }

    /** Steps of the largest absolute value over 127, along {@code axes}. */
    Edge symmetric(Edge x, Ints axes) {
        Edge range = node.add(new Reduce(ReduceFunction.MAX, axes, true), node.add(new Unary(UnaryFunction.ABS), x));
        Edge scale = scale(range, GREATEST);
        return binary(BinaryFunction.MUL, steps(x, scale), scale);
    }

    /** Steps of the range, widened to contain 0, over 255, along {@code axes}. */
    Edge asymmetric(Edge x, Ints axes) {
        Edge least = binary(BinaryFunction.MIN, number(0), node.add(new Reduce(ReduceFunction.MIN, axes, true), x));
        Edge greatest = binary(BinaryFunction.MAX, number(0), node.add(new Reduce(ReduceFunction.MAX, axes, true), x));
        Edge scale = scale(binary(BinaryFunction.SUB, greatest, least), GREATEST - LEAST);
        Edge down = binary(BinaryFunction.DIV, least, scale);
        Edge zero = node.add(new Unary(UnaryFunction.ROUND), binary(BinaryFunction.SUB, number(LEAST), down));
        Edge from = binary(BinaryFunction.SUB, number(LEAST), zero);
        Edge to = binary(BinaryFunction.SUB, number(GREATEST), zero);
        Edge clipped = binary(BinaryFunction.MIN, binary(BinaryFunction.MAX, steps(x, scale), from), to);
        return binary(BinaryFunction.MUL, clipped, scale);
    }
}
