package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecogniseSwishTest {

    private static Edge shifted(Rewriting test, Edge x, float high) {
        return test.add(Unary.clip(0, high), test.binary(BinaryFunction.ADD, x, test.number(3)));
    }

    @Test
    void swish() {
        var test = new Rewriting();
        var x = test.input(5, 7);
        test.output(test.binary(BinaryFunction.MUL, test.unary(UnaryFunction.SIGMOID, x), x));
        assertEquals(List.of(new Unary(UnaryFunction.SWISH, 1, 0)), test.after(new RecogniseSwish(), 1e-6));
    }

    @Test
    void hardSwish() {
        var test = new Rewriting();
        var x = test.input(5, 7);
        var product = test.binary(BinaryFunction.MUL, x, shifted(test, x, 6));
        test.output(test.binary(BinaryFunction.DIV, product, test.number(6)));
        assertEquals(List.of(new Unary(UnaryFunction.HARD_SWISH)), test.after(new RecogniseSwish(), 1e-6));
    }

    @Test
    void hardSigmoid() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.MUL, shifted(test, test.input(5, 7), 6), test.number(1f / 6)));
        assertEquals(
                List.of(new Unary(UnaryFunction.HARD_SIGMOID, 1f / 6, 0.5f)), test.after(new RecogniseSwish(), 1e-6));
    }

    @Test
    void otherBoundsAreOtherFunctions() {
        var test = new Rewriting();
        var x = test.input(5, 7);
        var product = test.binary(BinaryFunction.MUL, x, shifted(test, x, 5));
        test.output(test.binary(BinaryFunction.DIV, product, test.number(6)));
        test.unchanged(new RecogniseSwish());
    }

    @Test
    void theGateMustBeOfTheSameValue() {
        var test = new Rewriting();
        var gate = test.unary(UnaryFunction.SIGMOID, test.input(5, 7));
        test.output(test.binary(BinaryFunction.MUL, gate, test.input(5, 7)));
        test.unchanged(new RecogniseSwish());
    }
}
