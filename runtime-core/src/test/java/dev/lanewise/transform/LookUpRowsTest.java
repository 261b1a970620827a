package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.CompareFunction;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.elementwise.Compare;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.op.shape.Gather;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LookUpRowsTest {

    private static Edge product(Rewriting test, Edge indices, Edge numbers, Edge matrix) {
        Edge oneHot = test.add(new Compare(CompareFunction.EQUAL), indices, numbers);
        return test.add(new MatMul(), test.add(new Cast(ElementType.FLOAT), oneHot), matrix);
    }

    private static void looksUp(Rewriting test) {
        var operators = test.after(new LookUpRows(), 0);
        assertInstanceOf(Gather.class, operators.getLast());
        assertTrue(operators.stream().noneMatch(MatMul.class::isInstance));
    }

    @Test
    void indicesOutsideGiveZeros() {
        var test = new Rewriting();
        Edge indices =
                test.input(Tensor.of(new int[] {0, 2, 3, -1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE, 1}, 2, 4, 1));
        Edge numbers = test.constant(Tensor.of(new int[] {0, 1, 2, 3}, 1, 1, 4));
        test.output(product(test, indices, numbers, test.constant(4, 5)));
        looksUp(test);
    }

    @Test
    void numbersMayComeFirstAndBeLongs() {
        var test = new Rewriting();
        Edge indices = test.input(Tensor.of(new long[] {2, 0, 7, Long.MIN_VALUE}, 4, 1));
        Edge numbers = test.constant(Tensor.of(new long[] {0, 1, 2}, 3));
        test.output(product(test, numbers, indices, test.constant(3, 6)));
        looksUp(test);
    }

    @Test
    void otherNumbersAreNoIndices() {
        var test = new Rewriting();
        Edge indices = test.input(Tensor.of(new int[] {2, 0, 7, 1}, 4, 1));
        Edge numbers = test.constant(Tensor.of(new int[] {0, 2, 1}, 3));
        test.output(product(test, indices, numbers, test.constant(3, 6)));
        test.unchanged(new LookUpRows());
    }

    @Test
    void infinityTimesZeroIsNotForgotten() {
        var test = new Rewriting();
        Edge indices = test.input(Tensor.of(new int[] {1, 0}, 2, 1));
        Edge numbers = test.constant(Tensor.of(new int[] {0, 1}, 2));
        test.output(product(
                test,
                indices,
                numbers,
                test.constant(Tensor.of(new float[] {1, 2, Float.POSITIVE_INFINITY, 3}, 2, 2))));
        test.unchanged(new LookUpRows());
    }
}
