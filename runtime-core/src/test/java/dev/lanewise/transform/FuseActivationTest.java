package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.lanewise.kernel.Activations;
import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.nn.Convolution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FuseActivationTest {

    @Test
    void reluMovesIntoAConvolution() {
        var test = new Rewriting();
        test.output(test.add(Unary.relu(), test.convolution(test.input(1, 6, 5, 4), 7)));
        var left = test.after(new FuseActivation(), 0);
        assertEquals(1, left.size());
        assertEquals(
                Epilogue.RELU,
                assertInstanceOf(Convolution.class, left.getFirst()).epilogue());
    }

    @ParameterizedTest
    @EnumSource(
            value = UnaryFunction.class,
            names = {"SIGMOID", "TANH", "GELU", "GELU_TANH", "HARD_SWISH", "SOFTPLUS", "MISH"})
    void everyActivationMovesIntoAProduct(UnaryFunction f) {
        var test = new Rewriting();
        test.output(test.unary(f, test.add(new MatMul(), test.input(5, 9), test.constant(9, 6))));
        var left = test.after(new FuseActivation(), 1e-6);
        assertEquals(List.of(new MatMul().with(new Epilogue(Activations.kindOf(f, 0), 0, 0))), left);
    }

    @Test
    void aSecondActivationStays() {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.unary(UnaryFunction.TANH, test.add(Unary.relu(), product)));
        assertEquals(
                List.of(new MatMul().with(Epilogue.RELU), new Unary(UnaryFunction.TANH)),
                test.after(new FuseActivation(), 1e-6));
    }

    @Test
    void aProductThatOthersReadStays() {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.add(Unary.relu(), product));
        test.output(product);
        test.unchanged(new FuseActivation());
    }

    @Test
    void otherFunctionsStay() {
        var test = new Rewriting();
        test.output(test.unary(UnaryFunction.ABS, test.add(new MatMul(), test.input(5, 9), test.constant(9, 6))));
        test.unchanged(new FuseActivation());
    }
}
