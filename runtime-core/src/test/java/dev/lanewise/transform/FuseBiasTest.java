package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.linear.MatMul;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FuseBiasTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aVectorAddedOnEitherSideBecomesTheBias(boolean left) {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(2, 5, 9), test.constant(9, 6));
        var bias = test.constant(6);
        test.output(test.binary(BinaryFunction.ADD, left ? bias : product, left ? product : bias));
        assertEquals(List.of(new MatMul()), test.after(new FuseBias(), 1e-6));
        assertEquals(3, test.graph().sorted().getFirst().inputCount());
    }

    @Test
    void ofTwoVectorsOneBecomesTheBias() {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        var first = test.binary(BinaryFunction.ADD, product, test.constant(1, 6));
        test.output(test.binary(BinaryFunction.ADD, first, test.constant(6)));
        assertEquals(2, test.after(new FuseBias(), 1e-6).size());
    }

    @ParameterizedTest
    @ValueSource(longs = {5, 1})
    void whatVariesAlongRowsStays(long rows) {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.binary(BinaryFunction.ADD, product, test.constant(rows, 1)));
        test.unchanged(new FuseBias());
    }

    @Test
    void aBiasMayNotWidenTheResult() {
        var test = new Rewriting();
        var product = test.add(new MatMul(), test.input(5, 9), test.constant(9, 6));
        test.output(test.binary(BinaryFunction.ADD, product, test.constant(1, 1, 6)));
        test.unchanged(new FuseBias());
    }
}
