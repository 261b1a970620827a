package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.shape.Transpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class CancelTransposesTest {

    private static Transpose by(int... axes) {
        return new Transpose(Ints.of(axes));
    }

    @Test
    void thereAndBackIsNothing() {
        var test = new Rewriting();
        var there = test.add(by(0, 3, 1, 2), test.input(2, 3, 4, 5));
        test.output(test.unary(UnaryFunction.ABS, test.add(by(0, 2, 3, 1), there)));
        assertEquals(List.of(new Unary(UnaryFunction.ABS)), test.after(new CancelTransposes(), 0));
    }

    @Test
    void twoBecomeOne() {
        var test = new Rewriting();
        var first = test.add(by(1, 2, 0), test.input(2, 3, 4));
        test.output(test.add(by(0, 2, 1), first));
        assertEquals(List.of(by(1, 0, 2)), test.after(new CancelTransposes(), 0));
    }

    @Test
    void theInnerOneStaysForOtherReaders() {
        var test = new Rewriting();
        var first = test.add(by(1, 0, 2), test.input(2, 3, 4));
        test.output(test.add(by(1, 0, 2), first));
        test.output(first);
        assertEquals(List.of(by(1, 0, 2)), test.after(new CancelTransposes(), 0));
    }

    @Test
    void oneAloneStays() {
        var test = new Rewriting();
        test.output(test.add(by(1, 0), test.input(2, 3)));
        test.unchanged(new CancelTransposes());
    }
}
