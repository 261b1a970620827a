package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.nn.RowNormalization;
import java.util.List;
import org.junit.jupiter.api.Test;

class FuseNormalizationScaleTest {

    private static final RowNormalization NORMAL = new RowNormalization(true, -1, 1e-5f);

    @Test
    void scaleAndBiasMoveIn() {
        var test = new Rewriting();
        var scaled = test.binary(BinaryFunction.MUL, test.constant(9), test.add(NORMAL, test.input(4, 9)));
        test.output(test.binary(BinaryFunction.ADD, scaled, test.constant(9)));
        assertEquals(List.of(NORMAL), test.after(new FuseNormalizationScale(), 1e-5));
        assertEquals(3, test.graph().sorted().getFirst().inputCount());
    }

    @Test
    void aSumBeforeAnyFactorStays() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.ADD, test.add(NORMAL, test.input(4, 9)), test.constant(9)));
        test.unchanged(new FuseNormalizationScale());
    }

    @Test
    void aFactorByRowStays() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.MUL, test.add(NORMAL, test.input(4, 9)), test.constant(4, 1)));
        test.unchanged(new FuseNormalizationScale());
    }
}
