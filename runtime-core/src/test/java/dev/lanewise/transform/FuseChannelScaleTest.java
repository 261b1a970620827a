package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.nn.ChannelAffine;
import dev.lanewise.op.nn.Convolution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FuseChannelScaleTest {

    @Test
    void batchNormalisationMovesIntoTheFilters() {
        var test = new Rewriting();
        var x = test.convolution(test.input(1, 6, 5, 4), 7);
        test.output(test.add(new ChannelAffine(), x, test.constant(7), test.constant(7)));
        var left = test.after(new FuseChannelScale(), 1e-5);
        assertEquals(1, left.size());
        assertInstanceOf(Convolution.class, left.getFirst());
    }

    @ParameterizedTest
    @EnumSource(
            value = BinaryFunction.class,
            names = {"ADD", "SUB", "MUL", "DIV"})
    void soDoesArithmeticByChannel(BinaryFunction f) {
        for (long[] shape : new long[][] {{7}, {1, 1, 7}, {1}, {}}) {
            var test = new Rewriting();
            var x = test.convolution(test.input(1, 6, 5, 4), 7);
            test.output(test.binary(f, x, test.constant(shape)));
            assertEquals(
                    1,
                    test.after(new FuseChannelScale(), f == BinaryFunction.DIV ? 2e-3 : 1e-5)
                            .size());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = BinaryFunction.class,
            names = {"SUB", "DIV"})
    void notWhenTheConstantIsOnTheLeft(BinaryFunction f) {
        var test = new Rewriting();
        var x = test.convolution(test.input(1, 6, 5, 4), 7);
        test.output(test.binary(f, test.constant(7), x));
        test.unchanged(new FuseChannelScale());
    }

    @Test
    void notByPixel() {
        var test = new Rewriting();
        var x = test.convolution(test.input(1, 6, 5, 4), 7);
        test.output(test.binary(BinaryFunction.MUL, x, test.constant(4, 3, 1)));
        test.unchanged(new FuseChannelScale());
    }
}
