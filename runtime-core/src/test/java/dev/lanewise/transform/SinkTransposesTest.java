package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.elementwise.Binary;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.nn.Softmax;
import dev.lanewise.op.reduce.Reduce;
import dev.lanewise.op.shape.Concat;
import dev.lanewise.op.shape.Transpose;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinkTransposesTest {

    private static final Transpose FIRST = Transpose.toChannelsFirst(4);

    private static Edge first(Rewriting test) {
        return test.add(FIRST, test.input(2, 5, 6, 3));
    }

    private static void becomes(Rewriting test, Operator... left) {
        assertEquals(List.of(left), test.after(new SinkTransposes(), 1e-6));
    }

    @Test
    void behindAFunction() {
        var test = new Rewriting();
        test.output(test.unary(UnaryFunction.ABS, first(test)));
        becomes(test, new Unary(UnaryFunction.ABS), FIRST);
    }

    @Test
    void behindASumOfTwo() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.ADD, first(test), first(test)));
        becomes(test, new Binary(BinaryFunction.ADD), FIRST);
    }

    @Test
    void axesMoveAlong() {
        for (int[] axis : new int[][] {{0, 0}, {1, 3}, {2, 1}, {-1, 2}}) {
            var joined = new Rewriting();
            joined.output(joined.add(new Concat(axis[0]), first(joined), first(joined)));
            becomes(joined, new Concat(axis[1]), FIRST);
            var softmax = new Rewriting();
            softmax.output(softmax.add(new Softmax(axis[0], false, false), first(softmax)));
            becomes(softmax, new Softmax(axis[1], false, false), FIRST);
        }
    }

    @Test
    void reductionsLoseAxes() {
        for (boolean keep : new boolean[] {true, false}) {
            for (int[] axes : new int[][] {{1}, {2, 3}, {0, 1}, {3}, {-2}}) {
                var test = new Rewriting();
                test.output(test.add(new Reduce(ReduceFunction.SUM, Ints.of(axes), keep), first(test)));
                var left = test.after(new SinkTransposes(), 1e-5);
                assertInstanceOf(Reduce.class, left.getFirst());
            }
        }
    }

    @Test
    void aConstantByChannelIsTurned() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.MUL, first(test), test.constant(3, 1, 1)));
        var left = test.after(new SinkTransposes(), 0);
        assertEquals(FIRST, left.getLast());
    }

    @Test
    void nothingIsWonWhereAnotherWouldBeTurned() {
        var test = new Rewriting();
        test.output(test.binary(BinaryFunction.ADD, first(test), test.input(2, 3, 5, 6)));
        test.unchanged(new SinkTransposes());
    }
}
