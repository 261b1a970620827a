package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.GraphRuns;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.shape.Expand;
import dev.lanewise.op.shape.ShapeOf;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FoldConstantsTest {

    private static FoldConstants rewrite() {
        return new FoldConstants(GraphRuns.folding(), FoldConstants.Through.CASTS);
    }

    @Test
    void chainsOfConstantsAreComputed() {
        var test = new Rewriting();
        var sum = test.binary(BinaryFunction.ADD, test.constant(2, 3), test.constant(3));
        var product = test.binary(BinaryFunction.MUL, sum, test.number(2));
        test.output(test.binary(BinaryFunction.SUB, test.input(2, 3), product));
        assertEquals(List.of(new Binary(BinaryFunction.SUB)), test.after(rewrite(), 0));
    }

    @Test
    void theShapeOfAnInputIsKnown() {
        var test = new Rewriting();
        var x = test.input(2, 3);
        test.output(
                test.binary(BinaryFunction.ADD, x, test.add(new Expand(), test.number(1), test.add(new ShapeOf(), x))));
        assertEquals(List.of(new Binary(BinaryFunction.ADD)), test.after(rewrite(), 0));
    }

    @Test
    void whatWouldGrowALotIsLeft() {
        var test = new Rewriting();
        var shape = test.constant(Tensor.of(new long[] {1 << 10, 1 << 10}, 2));
        test.output(test.add(new Expand(), test.number(1), shape));
        test.unchanged(rewrite());
    }

    @Test
    void anInputIsNoConstant() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.ADD, test.input(3), test.constant(3)));
        test.unchanged(rewrite());
    }
}
