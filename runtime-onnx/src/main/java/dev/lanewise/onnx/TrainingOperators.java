package dev.lanewise.onnx;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.tensor.Tensor;

/** Steps of optimisers, {@code ai.onnx.preview.training}: inputs are a rate, a count, and lists of tensors in groups. */
final class TrainingOperators implements Family {

    private static final String TRAINING = "ai.onnx.preview.training";

    @Override
    public void register(Registry on) {
        on.on(TRAINING, "Adagrad").builds(TrainingOperators::adagrad);
        on.on(TRAINING, "Adam").builds(TrainingOperators::adam);
        on.on(TRAINING, "Momentum").builds(TrainingOperators::momentum);
    }

    /** Number of tensors to be improved, each of which comes with {@code groups} − 1 others. */
    private static int tensors(OnnxNode node, int groups) {
        int given = node.inputCount() - 2;
        if (given < groups || given % groups != 0) {
            throw node.error("has " + node.inputCount() + " inputs, expected 2 and a multiple of " + groups);
        }
        return given / groups;
    }

    /** The gradient with that of the regularisation added. */
    private static Edge regularised(Arithmetic on, Edge x, Edge gradient, float coefficient) {
        return coefficient == 0 ? gradient : on.add(on.multiply(on.scalar(coefficient, x), x), gradient);
    }

    private static void adagrad(OnnxNode node) {
        var on = new Arithmetic(node);
        int count = tensors(node, 3);
        for (int i = 0; i < count; i++) {
            Edge x = node.input(2 + i);
            Edge g = regularised(on, x, node.input(2 + count + i), node.number("norm_coefficient", 0));
            Edge t = on.cast(node.input(1), x.tensorType().element());
            Edge decay = on.multiply(t, on.scalar(node.number("decay_factor", 0), x));
            Edge rate = on.divide(on.cast(node.input(0), x.tensorType().element()), on.add(on.scalar(1, x), decay));
            Edge squares = on.add(node.input(2 + 2 * count + i), on.multiply(g, g));
            Edge root = on.add(on.unary(UnaryFunction.SQRT, squares), on.scalar(node.number("epsilon", 1e-6f), x));
            node.output(i, on.subtract(x, on.divide(on.multiply(rate, g), root)));
            node.output(count + i, squares);
        }
    }

    private static void adam(OnnxNode node) {
        var on = new Arithmetic(node);
        int count = tensors(node, 4);
        float alpha = node.number("alpha", 0.9f);
        float beta = node.number("beta", 0.999f);
        float after = node.number("norm_coefficient_post", 0);
        for (int i = 0; i < count; i++) {
            Edge x = node.input(2 + i);
            Edge g = regularised(on, x, node.input(2 + count + i), node.number("norm_coefficient", 0));
            Edge v = blend(on, alpha, node.input(2 + 2 * count + i), g);
            Edge h = blend(on, beta, node.input(2 + 3 * count + i), on.multiply(g, g));
            Edge root = on.add(on.unary(UnaryFunction.SQRT, h), on.scalar(node.number("epsilon", 1e-6f), x));
            Edge next = on.subtract(x, on.multiply(adamRate(node, on, x, alpha, beta), on.divide(v, root)));
            node.output(i, after == 0 ? next : on.multiply(on.scalar(1 - after, x), next));
            node.output(count + i, v);
            node.output(2 * count + i, h);
        }
    }

    private static Edge blend(Arithmetic on, float kept, Edge old, Edge added) {
        return on.add(on.multiply(on.scalar(kept, old), old), on.multiply(on.scalar(1 - kept, old), added));
    }

    /** The rate, corrected for the moments' start at zero once a step has been made. */
    private static Edge adamRate(OnnxNode node, Arithmetic on, Edge x, float alpha, float beta) {
        Edge rate = on.cast(node.input(0), x.tensorType().element());
        Edge t = on.cast(node.input(1), x.tensorType().element());
        Edge one = on.scalar(1, x);
        Edge second = on.unary(UnaryFunction.SQRT, on.subtract(one, power(node, on.scalar(beta, x), t)));
        Edge first = on.subtract(one, power(node, on.scalar(alpha, x), t));
        return afterFirst(node, on.divide(on.multiply(rate, second), first), rate);
    }

    private static Edge power(OnnxNode node, Edge base, Edge exponent) {
        return node.add(new Binary(BinaryFunction.POW), base, exponent);
    }

    /** {@code then} when the count of steps is above 0, else {@code otherwise}. */
    private static Edge afterFirst(OnnxNode node, Edge then, Edge otherwise) {
        Edge started = node.add(new Compare(CompareFunction.GREATER), node.input(1), node.constant(Tensor.scalar(0)));
        return node.add(new Where(), started, then, otherwise);
    }

    private static void momentum(OnnxNode node) {
        var on = new Arithmetic(node);
        int count = tensors(node, 3);
        boolean nesterov = switch (node.text("mode", "standard")) {
            case "standard" -> false;
            case "nesterov" -> true;
            case String other -> throw node.error("mode is '" + other + "', expected standard or nesterov");
        };
        for (int i = 0; i < count; i++) {
            Edge x = node.input(2 + i);
            Edge rate = on.cast(node.input(0), x.tensorType().element());
            Edge alpha = on.scalar(node.number("alpha", 0), x);
            Edge beta = afterFirst(node, on.scalar(node.number("beta", 0), x), on.scalar(1, x));
            Edge g = regularised(on, x, node.input(2 + count + i), node.number("norm_coefficient", 0));
            Edge v = on.add(on.multiply(alpha, node.input(2 + 2 * count + i)), on.multiply(beta, g));
            Edge direction = nesterov ? on.add(g, on.multiply(alpha, v)) : v;
            node.output(i, on.subtract(x, on.multiply(rate, direction)));
            node.output(count + i, v);
        }
    }
}
