package dev.lanewise.tflite.writer;

import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.Options;

/** Functions of pairs of elements, comparisons and choices. */
final class Arithmetic {

    private Arithmetic() {}

    static int write(NodeWriter on, Binary op) {
        boolean logical = on.type(on.in(0)) == ElementType.BOOL;
        return switch (op.function()) {
            case ADD -> fused(on, "ADD");
            case SUB -> fused(on, "SUB");
            case MUL -> fused(on, "MUL");
            case DIV -> fused(on, "DIV");
            case POW -> plain(on, "POW");
            case MIN -> plain(on, "MINIMUM");
            case MAX -> plain(on, "MAXIMUM");
            case MOD -> plain(on, "FLOOR_MOD");
            case FLOOR_DIV -> plain(on, "FLOOR_DIV");
            case PRELU -> plain(on, "PRELU");
            case SQUARED_DIFFERENCE -> plain(on, "SQUARED_DIFFERENCE");
            case ATAN2 -> plain(on, "ATAN2");
            case AND -> requireLogical(on, logical, "LOGICAL_AND");
            case OR -> requireLogical(on, logical, "LOGICAL_OR");
            case XOR -> plain(on, logical ? "NOT_EQUAL" : "BITWISE_XOR");
            case FMOD, SHIFT_LEFT, SHIFT_RIGHT -> throw on.unsupported("TFLite has no builtin for it");
        };
    }

    private static int requireLogical(NodeWriter on, boolean logical, String builtin) {
        if (!logical) {
            throw on.unsupported("TFLite has it for BOOL alone");
        }
        return plain(on, builtin);
    }

    private static int plain(NodeWriter on, String builtin) {
        int a = on.in(0);
        return on.add(builtin, Options.NONE, on.type(a), on.outputShape(0), a, on.in(1));
    }

    /** Sums say that scales of INT16 need not be powers of two. */
    private static int fused(NodeWriter on, String builtin) {
        int a = on.in(0);
        long[] shape = on.outputShape(0);
        var options = Options.of().int8(0, on.activation());
        boolean sums = builtin.equals("ADD") || builtin.equals("SUB");
        return on.add(builtin, sums ? options.flag(1, false) : options, on.type(a), shape, a, on.in(1));
    }

    static int write(NodeWriter on, Compare op) {
        String builtin = switch (op.function()) {
            case EQUAL -> "EQUAL";
            case NOT_EQUAL -> "NOT_EQUAL";
            case LESS -> "LESS";
            case LESS_OR_EQUAL -> "LESS_EQUAL";
            case GREATER -> "GREATER";
            case GREATER_OR_EQUAL -> "GREATER_EQUAL";
        };
        return on.add(builtin, Options.NONE, ElementType.BOOL, on.outputShape(0), on.in(0), on.in(1));
    }

    static int choice(NodeWriter on) {
        int then = on.in(1);
        return on.add("SELECT_V2", Options.NONE, on.type(then), on.outputShape(0), on.in(0), then, on.in(2));
    }
}
