package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.lanewise.graph.Edge;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.linear.QuantizedMatMul;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NarrowWeightsTest {

    private static final int DEPTH = 300;
    private static final int COLUMNS = 250;

    private static Edge weights(Rewriting test, float last) {
        var values = new float[DEPTH * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 256 - 128;
        }
        values[values.length - 1] = last;
        return test.constant(Tensor.of(values, DEPTH, COLUMNS));
    }

    @Test
    void wholeNumbersBecomeBytes() {
        var test = new Rewriting();
        test.output(test.add(new MatMul(), test.input(2, DEPTH), weights(test, 127)));
        var operators = test.after(new NarrowWeights(), 0);
        assertEquals(1, operators.size());
        assertInstanceOf(QuantizedMatMul.class, operators.getFirst());
        Edge bytes = test.graph().sorted().getFirst().requireInput(1);
        assertEquals(ElementType.INT8, bytes.tensorType().element());
    }

    @ParameterizedTest
    @ValueSource(floats = {128, -129, 0.5f, Float.NaN, Float.POSITIVE_INFINITY})
    void otherNumbersStay(float other) {
        var test = new Rewriting();
        test.output(test.add(new MatMul(), test.input(2, DEPTH), weights(test, other)));
        test.unchanged(new NarrowWeights());
    }
}
