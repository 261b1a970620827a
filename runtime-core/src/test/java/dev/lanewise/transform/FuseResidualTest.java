package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.linear.MatMul;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuseResidualTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsAddedOnEitherSideIsWrittenAlong(boolean left) {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        var other = test.input(5, 6);
        test.output(test.binary(BinaryFunction.ADD, left ? other : product, left ? product : other));
        assertEquals(List.of(new MatMul()), test.after(new FuseResidual(), 1e-6));
    }

    @Test
    void aConvolutionTakesOneToo() {
        var test = new Rewriting();
        var x = test.convolution(test.input(1, 6, 5, 4), 7);
        test.output(test.binary(BinaryFunction.ADD, x, test.input(1, 4, 3, 7)));
        assertEquals(1, test.after(new FuseResidual(), 1e-5).size());
    }

    @Test
    void oneOfTwoProductsTakesTheOther() {
        var test = new Rewriting();
        var a = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        var b = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.binary(BinaryFunction.ADD, a, b));
        assertEquals(List.of(new MatMul(), new MatMul()), test.after(new FuseResidual(), 1e-6));
    }

    @Test
    void aProductAddedToItselfStays() {
        var test = new Rewriting();
        var a = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.binary(BinaryFunction.ADD, a, a));
        test.unchanged(new FuseResidual());
    }

    @Test
    void whatBroadcastsStays() {
        var test = new Rewriting();
        var a = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.binary(BinaryFunction.ADD, a, test.input(1, 6)));
        test.unchanged(new FuseResidual());
    }
}
