package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecogniseGeluTest {

    private static final float ROOT = (float) Math.sqrt(2);

    private static Edge gate(Rewriting test, Edge x, float divisor) {
        var erf = test.unary(UnaryFunction.ERF, test.binary(BinaryFunction.DIV, x, test.number(divisor)));
        return test.binary(BinaryFunction.ADD, erf, test.number(1));
    }

    private static void isGelu(Rewriting test) {
        assertEquals(List.of(new Unary(UnaryFunction.GELU)), test.after(new RecogniseGelu(), 1e-6));
    }

    @Test
    void halfComesLast() {
        var test = new Rewriting();
        var x = test.input(5, 7);
        var product = test.binary(BinaryFunction.MUL, x, gate(test, x, ROOT));
        test.output(test.binary(BinaryFunction.MUL, product, test.number(0.5f)));
        isGelu(test);
    }

    @Test
    void halfComesFirst() {
        var test = new Rewriting();
        var x = test.input(5, 7);
        var half = test.binary(BinaryFunction.MUL, test.number(0.5f), x);
        test.output(test.binary(BinaryFunction.MUL, half, gate(test, x, ROOT)));
        isGelu(test);
    }

    @Test
    void halfIsADivisionByTwo() {
        var test = new Rewriting();
        var x = test.input(5, 7);
        var half = test.binary(BinaryFunction.DIV, x, test.number(2));
        test.output(test.binary(BinaryFunction.MUL, gate(test, x, ROOT), half));
        isGelu(test);
    }

    @Test
    void otherNumbersAreOtherFunctions() {
        for (float[] numbers : new float[][] {{0.5f, 1.4f}, {0.6f, ROOT}}) {
            var test = new Rewriting();
            var x = test.input(5, 7);
            var product = test.binary(BinaryFunction.MUL, x, gate(test, x, numbers[1]));
            test.output(test.binary(BinaryFunction.MUL, product, test.number(numbers[0])));
            test.unchanged(new RecogniseGelu());
        }
    }

    @Test
    void theGateMustBeOfTheSameValue() {
        var test = new Rewriting();
        var product = test.binary(BinaryFunction.MUL, test.input(5, 7), gate(test, test.input(5, 7), ROOT));
        test.output(test.binary(BinaryFunction.MUL, product, test.number(0.5f)));
        test.unchanged(new RecogniseGelu());
    }
}
