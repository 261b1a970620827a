package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.elementwise.Where;
import dev.lanewise.op.shape.BitCast;
import dev.lanewise.op.shape.Reshape;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/** Functions of pairs of elements, comparisons and choices. */
final class ArithmeticBuiltins implements BuiltinFamily {

    @Override
    public void register(Builtins on) {
        on.on("ADD", node -> sum(node, BinaryFunction.ADD));
        on.on("SUB", node -> sum(node, BinaryFunction.SUB));
        on.on("MUL", node -> binary(node, BinaryFunction.MUL, node.byteOption(0)));
        on.on("DIV", ArithmeticBuiltins::divide);
        on.on("POW", node -> binary(node, BinaryFunction.POW, 0));
        on.on("SQUARED_DIFFERENCE", node -> binary(node, BinaryFunction.SQUARED_DIFFERENCE, 0));
        on.on("FLOOR_DIV", node -> integers(node, BinaryFunction.FLOOR_DIV));
        on.on("FLOOR_MOD", node -> integers(node, BinaryFunction.MOD));
        on.on("ATAN2", node -> binary(node, BinaryFunction.ATAN2, 0));
        on.on("MAXIMUM", node -> binary(node, BinaryFunction.MAX, 0));
        on.on("MINIMUM", node -> binary(node, BinaryFunction.MIN, 0));
        on.on("PRELU", node -> binary(node, BinaryFunction.PRELU, 0));
        on.on("LOGICAL_AND", node -> binary(node, BinaryFunction.AND, 0));
        on.on("LOGICAL_OR", node -> binary(node, BinaryFunction.OR, 0));
        on.on("BITWISE_XOR", node -> integers(node, BinaryFunction.XOR));
        on.on("RIGHT_SHIFT", ArithmeticBuiltins::shift);
        on.on(
                "BITCAST",
                node -> node.output(0, node.add(new BitCast(node.outputInfo(0).type()), node.input(0))));
        on.on("ADD_N", ArithmeticBuiltins::sumOfAll);
        on.on("EQUAL", node -> compare(node, CompareFunction.EQUAL));
        on.on("NOT_EQUAL", node -> compare(node, CompareFunction.NOT_EQUAL));
        on.on("LESS", node -> compare(node, CompareFunction.LESS));
        on.on("LESS_EQUAL", node -> compare(node, CompareFunction.LESS_OR_EQUAL));
        on.on("GREATER", node -> compare(node, CompareFunction.GREATER));
        on.on("GREATER_EQUAL", node -> compare(node, CompareFunction.GREATER_OR_EQUAL));
        on.on("SELECT", ArithmeticBuiltins::selectRows);
        on.on("SELECT_V2", node -> node.output(0, node.add(new Where(), node.input(0), node.input(1), node.input(2))));
    }

    private static void sum(TfliteNode node, BinaryFunction function) {
        if (PowerOfTwoSum.is(node)) {
            PowerOfTwoSum.read(node, function);
        } else {
            binary(node, function, node.byteOption(0));
        }
    }

    private static void divide(TfliteNode node) {
        if (QuantizedQuotient.is(node)) {
            QuantizedQuotient.read(node);
        } else {
            binary(node, BinaryFunction.DIV, node.byteOption(0));
        }
    }

    private static void binary(TfliteNode node, BinaryFunction function, int activation) {
        Edge y = node.add(new Binary(function), node.real(0), node.real(1));
        node.give(0, FusedActivation.add(node, activation, y));
    }

    /** On the elements as they are: the kernels know no scales. */
    static void integers(TfliteNode node, BinaryFunction function) {
        node.output(0, node.add(new Binary(function), node.input(0), node.input(1)));
    }

    /** By all but one bit at most, as there: a division by a power of two, rounded down, which keeps the sign. */
    private static void shift(TfliteNode node) {
        ElementType type = node.inputInfo(0).type();
        Edge x = node.add(new Cast(ElementType.INT64), node.input(0));
        Edge bits = node.add(new Cast(ElementType.INT64), node.input(1));
        Edge most = node.constant(Tensor.of(new long[] {type.bits() - 1L}, 1));
        Edge power = node.add(
                new Binary(BinaryFunction.SHIFT_LEFT),
                node.constant(Tensor.of(new long[] {1}, 1)),
                node.add(new Binary(BinaryFunction.MIN), bits, most));
        Edge shifted = node.add(new Binary(BinaryFunction.FLOOR_DIV), x, power);
        node.output(0, node.add(new Cast(type), shifted));
    }

    private static void sumOfAll(TfliteNode node) {
        Edge y = node.real(0);
        for (int i = 1; i < node.inputCount(); i++) {
            y = node.add(new Binary(BinaryFunction.ADD), y, node.real(i));
        }
        node.give(0, y);
    }

    private static void compare(TfliteNode node, CompareFunction function) {
        boolean alike =
                node.inputInfo(0).quantization().sameAs(node.inputInfo(1).quantization());
        Edge a = alike ? node.input(0) : node.real(0);
        Edge b = alike ? node.input(1) : node.real(1);
        node.output(0, node.add(new Compare(function), a, b));
    }

    /** A condition of one dimension chooses whole rows. */
    private static void selectRows(TfliteNode node) {
        Edge condition = node.input(0);
        if (condition.tensorType().element() != ElementType.BOOL) {
            throw node.error("the condition is " + condition.type() + ", expected BOOL");
        }
        int rank = node.rank(1);
        if (node.rank(0) == 1 && rank > 1) {
            var dims = new int[rank];
            Arrays.fill(dims, 1);
            dims[0] = -1;
            condition = node.add(Reshape.To.of(dims), condition);
        }
        node.output(0, node.add(new Where(), condition, node.input(1), node.input(2)));
    }
}
