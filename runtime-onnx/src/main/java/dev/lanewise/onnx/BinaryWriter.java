package dev.lanewise.onnx;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.tensor.ElementType;

/** Writes functions of two numbers. */
final class BinaryWriter {

    private BinaryWriter() {}

    static void write(BinaryFunction function, OnnxNodeWriter node) {
        String a = node.input(0);
        String b = node.input(1);
        switch (function) {
            case ADD -> plain("Add", node);
            case SUB -> plain("Sub", node);
            case MUL -> plain("Mul", node);
            case DIV -> plain("Div", node);
            case POW -> plain("Pow", node);
            case MIN -> plain("Min", node);
            case MAX -> plain("Max", node);
            case PRELU -> plain("PRelu", node);
            case AND -> logical("And", node);
            case OR -> logical("Or", node);
            case XOR -> logical("Xor", node);
            case FMOD -> node.becomes("Mod", new Attributes().integer("fmod", 1));
            case MOD -> {
                if (node.element(0).isFloating()) {
                    String quotient = node.add("Floor", node.add("Div", a, b));
                    node.becomes("Sub", new Attributes(), a, node.add("Mul", b, quotient));
                } else {
                    plain("Mod", node);
                }
            }
            case FLOOR_DIV -> {
                if (node.element(0).isFloating()) {
                    node.becomes("Floor", new Attributes(), node.add("Div", a, b));
                } else {
                    String exact = node.add("Sub", a, node.add("Mod", a, b));
                    node.becomes("Div", new Attributes(), exact, b);
                }
            }
            case SQUARED_DIFFERENCE -> {
                String difference = node.add("Sub", a, b);
                node.becomes("Mul", new Attributes(), difference, difference);
            }
            case ATAN2 -> arcTangent(node, a, b);
            case SHIFT_LEFT -> shift("LEFT", node);
            case SHIFT_RIGHT -> shift("RIGHT", node);
        }
    }

    private static void plain(String operator, OnnxNodeWriter node) {
        node.becomes(operator, new Attributes());
    }

    private static void logical(String operator, OnnxNodeWriter node) {
        plain(node.element(0) == ElementType.BOOL ? operator : "Bitwise" + operator, node);
    }

    private static void shift(String direction, OnnxNodeWriter node) {
        if (!node.element(0).isUnsigned()) {
            throw node.unsupported("shifts " + node.element(0) + "; ONNX shifts unsigned integers alone");
        }
        node.becomes("BitShift", new Attributes().text("direction", direction));
    }

    /** The angle of (x, y): the arc tangent of y / x, and half a turn more or less where x is negative. */
    private static void arcTangent(OnnxNodeWriter node, String y, String x) {
        String zero = node.scalar(0, 0);
        String half = node.scalar(Math.PI, 0);
        String up = node.add("GreaterOrEqual", y, zero);
        String turn = node.add("Where", up, half, node.add("Neg", half));
        String quotient = node.add("Div", y, x);
        String angle = node.add("Atan", quotient);
        String left = node.add("Add", angle, turn);
        String aside = node.add("Where", node.add("Less", x, zero), left, angle);
        String bothZero = node.add("And", node.add("Equal", y, zero), node.add("GreaterOrEqual", x, zero));
        node.becomes("Where", new Attributes(), bothZero, zero, aside);
    }
}
