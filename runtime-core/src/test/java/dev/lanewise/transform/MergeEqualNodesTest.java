package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.UnaryFunction;
import org.junit.jupiter.api.Test;

class MergeEqualNodesTest {

    @Test
    void chainsOfEqualNodesBecomeOne() {
        var test = new Rewriting();
        var x = test.input(3);
        var a = test.unary(UnaryFunction.ABS, test.binary(BinaryFunction.ADD, x, test.number(2)));
        var b = test.unary(UnaryFunction.ABS, test.binary(BinaryFunction.ADD, x, test.number(2)));
        test.output(test.binary(BinaryFunction.MUL, a, b));
        assertEquals(3, test.after(new MergeEqualNodes(), 0).size());
    }

    @Test
    void otherOperandsStayApart() {
        var test = new Rewriting();
        var x = test.input(3);
        var a = test.binary(BinaryFunction.SUB, x, test.number(2));
        var b = test.binary(BinaryFunction.SUB, test.number(2), x);
        var c = test.binary(BinaryFunction.SUB, x, test.number(3));
        test.output(test.binary(BinaryFunction.MUL, a, test.binary(BinaryFunction.MUL, b, c)));
        test.unchanged(new MergeEqualNodes());
    }
}
