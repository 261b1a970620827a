package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;

/** Formulas written as nodes, for operators that are functions of simpler ones. */
record Arithmetic(OnnxNode node) {

    Edge add(Edge a, Edge b) {
        return node.add(new Binary(BinaryFunction.ADD), a, b);
    }

    Edge subtract(Edge a, Edge b) {
        return node.add(new Binary(BinaryFunction.SUB), a, b);
    }

    Edge multiply(Edge a, Edge b) {
        return node.add(new Binary(BinaryFunction.MUL), a, b);
    }

    Edge divide(Edge a, Edge b) {
        return node.add(new Binary(BinaryFunction.DIV), a, b);
    }

    Edge larger(Edge a, Edge b) {
        return node.add(new Binary(BinaryFunction.MAX), a, b);
    }

    Edge unary(UnaryFunction function, Edge a) {
        return node.add(new Unary(function), a);
    }

    Edge mean(Edge a, Ints axes, boolean keep) {
        return reduce(ReduceFunction.MEAN, a, axes, keep);
    }

    Edge reduce(ReduceFunction function, Edge a, Ints axes, boolean keep) {
        return node.add(new Reduce(function, axes, keep), a);
    }

    /** {@code a} in another element type, or itself. */
    Edge cast(Edge a, ElementType type) {
        return a.tensorType().element() == type ? a : node.add(new Cast(type), a);
    }

    /** A constant of {@code like}'s element type. */
    Edge scalar(double value, Edge like) {
        return switch (like.tensorType().element()) {
            case FLOAT -> node.constant(Tensor.scalar((float) value));
            case DOUBLE -> node.constant(Tensor.of(new double[] {value}));
            case ElementType type -> cast(node.constant(Tensor.scalar((float) value)), type);
        };
    }

    /** A constant vector of INT64. */
    Edge longs(long... values) {
        return node.constant(Tensor.of(values, values.length));
    }

    /** The extent of an axis, which counts from the front, as a vector of one INT64. */
    Edge extent(Edge a, int axis) {
        return node.add(new ShapeOf(axis, axis + 1), a);
    }
}
