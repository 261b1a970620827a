package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import java.util.List;
import org.junit.jupiter.api.Test;

class RemoveDeadNodesTest {

    @Test
    void whatNothingReadsGoes() {
        var test = new Rewriting();
        var x = test.input(3);
        test.unary(UnaryFunction.NEGATE, test.unary(UnaryFunction.EXP, x));
        test.output(test.unary(UnaryFunction.ABS, x));
        assertEquals(List.of(new Unary(UnaryFunction.ABS)), test.after(new RemoveDeadNodes(), 0));
        assertEquals(1, x.consumers().size());
    }

    @Test
    void whatOutputsNeedStays() {
        var test = new Rewriting();
        test.output(test.unary(UnaryFunction.ABS, test.input(3)));
        test.unchanged(new RemoveDeadNodes());
    }
}
