package dev.lanewise.onnx;

import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.kernel.ScaleRounding;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Classify;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.tensor.ElementType;
import java.util.Locale;

/** Writes operators that work element by element. */
final class ElementwiseWriters implements WriterFamily {

    @Override
    public boolean write(Operator op, OnnxNodeWriter node) {
        switch (op) {
            case Unary unary -> unary(unary, node);
            case Binary(var function) -> BinaryWriter.write(function, node);
            case Compare(var function) -> compare(function, node);
            case Where where -> node.becomes("Where", new Attributes());
            case Cast cast -> cast(cast, node);
            case Classify classify -> classify(classify, node);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void unary(Unary op, OnnxNodeWriter node) {
        switch (op.function()) {
            case ABS -> plain("Abs", node);
            case NEGATE -> plain("Neg", node);
            case SIGN, EXP, LOG, SQRT, RECIPROCAL, FLOOR, CEIL, ROUND, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH ->
                plain(capitalised(op.function()), node);
            case TANH, ASINH, ACOSH, ATANH, ERF, SIGMOID, MISH, SOFTPLUS, SOFTSIGN ->
                plain(capitalised(op.function()), node);
            case HARD_SWISH -> plain("HardSwish", node);
            case EXPM1 -> node.becomes("Sub", new Attributes(), node.add("Exp", node.input(0)), node.scalar(1, 0));
            case LOG1P -> plainOf("Log", node, node.add("Add", node.input(0), node.scalar(1, 0)));
            case RSQRT -> plainOf("Reciprocal", node, node.add("Sqrt", node.input(0)));
            case SQUARE -> node.becomes("Mul", new Attributes(), node.input(0), node.input(0));
            case CLIP -> clip(op, node);
            case LEAKY_RELU -> node.becomes("LeakyRelu", new Attributes().number("alpha", op.alpha()));
            case ELU -> node.becomes("Elu", new Attributes().number("alpha", op.alpha()));
            case CELU -> node.becomes("Celu", new Attributes().number("alpha", op.alpha()));
            case THRESHOLDED_RELU -> node.becomes("ThresholdedRelu", new Attributes().number("alpha", op.alpha()));
            case SELU ->
                node.becomes(
                        "Selu", new Attributes().number("alpha", op.alpha()).number("gamma", op.beta()));
            case HARD_SIGMOID ->
                node.becomes(
                        "HardSigmoid",
                        new Attributes().number("alpha", op.alpha()).number("beta", op.beta()));
            case SHRINK ->
                node.becomes(
                        "Shrink", new Attributes().number("lambd", op.alpha()).number("bias", op.beta()));
            case SWISH -> {
                String x = node.input(0);
                String scaled = op.alpha() == 1 ? x : node.add("Mul", x, node.scalar(op.alpha(), 0));
                node.becomes("Mul", new Attributes(), x, node.add("Sigmoid", scaled));
            }
            case GELU -> plain("Gelu", node);
            case GELU_TANH -> node.becomes("Gelu", new Attributes().text("approximate", "tanh"));
            case BITWISE_NOT -> plain("BitwiseNot", node);
            case NOT -> plain("Not", node);
        }
    }

    private static String capitalised(UnaryFunction function) {
        String name = function.name();
        return name.charAt(0) + name.substring(1).toLowerCase(Locale.ROOT);
    }

    private static void plain(String operator, OnnxNodeWriter node) {
        node.becomes(operator, new Attributes());
    }

    private static void plainOf(String operator, OnnxNodeWriter node, String input) {
        node.becomes(operator, new Attributes(), input);
    }

    private static void clip(Unary op, OnnxNodeWriter node) {
        boolean bounded = op.beta() != Float.POSITIVE_INFINITY;
        if (op.alpha() == 0 && !bounded) {
            plain("Relu", node);
            return;
        }
        boolean positive = op.alpha() != Float.NEGATIVE_INFINITY;
        node.becomes(
                "Clip",
                new Attributes(),
                node.input(0),
                positive ? node.scalar(op.alpha(), 0) : "",
                bounded ? node.scalar(op.beta(), 0) : "");
    }

    private static void compare(CompareFunction function, OnnxNodeWriter node) {
        switch (function) {
            case EQUAL -> plain("Equal", node);
            case LESS -> plain("Less", node);
            case LESS_OR_EQUAL -> plain("LessOrEqual", node);
            case GREATER -> plain("Greater", node);
            case GREATER_OR_EQUAL -> plain("GreaterOrEqual", node);
            case NOT_EQUAL -> plainOf("Not", node, node.add("Equal", node.input(0), node.input(1)));
        }
    }

    private static void cast(Cast op, OnnxNodeWriter node) {
        var attributes = new Attributes().elementType("to", op.to()).flag("saturate", op.saturate(), true);
        if (op.to() == ElementType.FLOAT8E8M0 && op.rounding() != ScaleRounding.UP) {
            attributes.text("round_mode", ImageWriters.lower(op.rounding()));
        }
        node.becomes("Cast", attributes);
    }

    private static void classify(Classify op, OnnxNodeWriter node) {
        boolean infinite = op.positiveInfinity() || op.negativeInfinity();
        var signs = new Attributes()
                .flag("detect_positive", op.positiveInfinity(), true)
                .flag("detect_negative", op.negativeInfinity(), true);
        if (!op.nan()) {
            node.becomes("IsInf", signs);
        } else if (infinite) {
            String isInfinite = node.add("IsInf", signs, node.input(0));
            node.becomes("Or", new Attributes(), node.add("IsNaN", node.input(0)), isInfinite);
        } else {
            plain("IsNaN", node);
        }
    }
}
