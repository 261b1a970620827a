package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.nn.Lrn;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.TensorInfo;

/** Functions of one element, and those that normalise along the last axis. */
final class ActivationBuiltins implements BuiltinFamily {

    private static final float LEAST_NORM = 1e-6f;

    @Override
    public void register(Builtins on) {
        unary(on, "ABS", UnaryFunction.ABS);
        on.on("NEG", node -> node.output(0, node.add(new Unary(UnaryFunction.NEGATE), node.input(0))));
        unary(on, "SIGN", UnaryFunction.SIGN);
        unary(on, "EXP", UnaryFunction.EXP);
        unary(on, "LOG", UnaryFunction.LOG);
        unary(on, "SQRT", UnaryFunction.SQRT);
        unary(on, "RSQRT", UnaryFunction.RSQRT);
        unary(on, "SQUARE", UnaryFunction.SQUARE);
        unary(on, "FLOOR", UnaryFunction.FLOOR);
        unary(on, "CEIL", UnaryFunction.CEIL);
        unary(on, "ROUND", UnaryFunction.ROUND);
        unary(on, "SIN", UnaryFunction.SIN);
        unary(on, "COS", UnaryFunction.COS);
        unary(on, "TANH", UnaryFunction.TANH);
        unary(on, "LOGISTIC", UnaryFunction.SIGMOID);
        unary(on, "HARD_SWISH", UnaryFunction.HARD_SWISH);
        on.on("LOGICAL_NOT", node -> node.output(0, node.add(new Unary(UnaryFunction.NOT), node.input(0))));
        on.on("RELU", node -> apply(node, FusedActivation.clip(0, Float.POSITIVE_INFINITY)));
        on.on("RELU6", node -> apply(node, FusedActivation.clip(0, 6)));
        on.on("RELU_N1_TO_1", node -> apply(node, FusedActivation.clip(-1, 1)));
        on.on("RELU_0_TO_1", node -> apply(node, FusedActivation.clip(0, 1)));
        on.on("LEAKY_RELU", node -> apply(node, new Unary(UnaryFunction.LEAKY_RELU, node.number(0, 0), 0)));
        on.on("ELU", node -> apply(node, new Unary(UnaryFunction.ELU, 1, 0)));
        on.on("GELU", node -> apply(node, new Unary(node.flag(0) ? UnaryFunction.GELU_TANH : UnaryFunction.GELU)));
        on.on("SOFTMAX", ActivationBuiltins::softmax);
        on.on("LOG_SOFTMAX", node -> node.give(0, node.add(new Softmax(-1, false, true), node.real(0))));
        on.on("L2_NORMALIZATION", ActivationBuiltins::normalize);
        on.on("LOCAL_RESPONSE_NORMALIZATION", node -> {
            int radius = node.option(0, 0);
            var op = new Lrn(radius, radius - 1, node.number(2, 0), node.number(3, 0), node.number(1, 0));
            node.give(0, node.add(op, node.real(0)));
        });
        on.on("CAST", ActivationBuiltins::cast);
        on.on("FAKE_QUANT", ActivationBuiltins::fakeQuantize);
    }

    private static void unary(Builtins on, String name, UnaryFunction function) {
        on.on(name, node -> apply(node, new Unary(function)));
    }

    private static void apply(TfliteNode node, Unary op) {
        node.give(0, node.add(op, node.real(0)));
    }

    private static void softmax(TfliteNode node) {
        Edge x = node.real(0);
        float beta = node.number(0, 0);
        if (beta != 1) {
            x = node.add(new Binary(BinaryFunction.MUL), x, node.constant(Tensor.scalar(beta)));
        }
        node.give(0, node.add(new Softmax(-1), x));
    }

    private static void normalize(TfliteNode node) {
        Edge x = node.real(0);
        Edge norm = node.add(new Reduce(ReduceFunction.L2, Ints.of(-1), true), x);
        Edge bounded = node.add(new Binary(BinaryFunction.MAX), norm, node.constant(Tensor.scalar(LEAST_NORM)));
        node.give(0, node.add(new Binary(BinaryFunction.DIV), x, bounded));
    }

    private static void cast(TfliteNode node) {
        TensorInfo to = node.outputInfo(0);
        node.output(0, node.add(new Cast(to.type()), node.input(0)));
    }

    /** Rounds to the steps of a range that is moved so that 0 is one of them. */
    private static void fakeQuantize(TfliteNode node) {
        int bits = node.option(2, 0);
        if (bits < 2 || bits > 16) {
            throw node.error("has " + bits + " bits, expected 2 to 16");
        }
        float least = node.number(0, 0);
        float greatest = node.number(1, 0);
        float low = node.flag(3) ? 1 : 0;
        float high = (1 << bits) - 1;
        float scale = (greatest - least) / (high - low);
        if (!(scale > 0)) {
            throw node.error("has the range " + least + " to " + greatest);
        }
        float zero = Math.clamp(Math.round(low - least / scale), (int) low, (int) high);
        Edge clipped = node.add(FusedActivation.clip((low - zero) * scale, (high - zero) * scale), node.real(0));
        Edge step = node.constant(Tensor.scalar(scale));
        Edge steps = node.add(new Unary(UnaryFunction.ROUND), node.add(new Binary(BinaryFunction.DIV), clipped, step));
        Edge y = node.add(new Binary(BinaryFunction.MUL), steps, step);
        node.give(0, y);
    }
}
