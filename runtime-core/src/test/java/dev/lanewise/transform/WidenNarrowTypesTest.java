package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.GraphRuns;
import dev.lanewise.graph.Verifier;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class WidenNarrowTypesTest {

    @Test
    void halfPrecisionIsComputedInSingle() {
        short one = Float.floatToFloat16(1.5f);
        short two = Float.floatToFloat16(2.25f);
        var x = Tensor.wrap(ElementType.FLOAT16, new short[] {one, two}, 2);
        var test = new Rewriting();
        var edge = test.input(x);
        test.output(test.binary(BinaryFunction.MUL, edge, edge));
        Verifier.verify(test.graph());
        assertEquals(true, new WidenNarrowTypes().apply(test.graph()));
        Verifier.verify(test.graph());
        assertEquals(
                List.of(
                        new Cast(ElementType.FLOAT),
                        new Cast(ElementType.FLOAT),
                        new Binary(BinaryFunction.MUL),
                        new Cast(ElementType.FLOAT16)),
                test.operators());
        short square = Float.floatToFloat16(1.5f * 1.5f);
        short other = Float.floatToFloat16(2.25f * 2.25f);
        assertEquals(
                List.of(Tensor.wrap(ElementType.FLOAT16, new short[] {square, other}, 2)),
                GraphRuns.run(test.graph(), List.of(x)));
        test.unchanged(new WidenNarrowTypes());
    }

    @Test
    void singlePrecisionIsLeft() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.MUL, test.input(2), test.input(2)));
        test.unchanged(new WidenNarrowTypes());
    }
}
