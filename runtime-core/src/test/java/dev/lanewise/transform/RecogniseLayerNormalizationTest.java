package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.graph.Edge;
import dev.lanewise.graph.Ints;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.nn.RowNormalization;
import dev.lanewise.op.reduce.Reduce;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

class RecogniseLayerNormalizationTest {

    private static Edge mean(Rewriting test, Edge x, int axis) {
        return test.add(new Reduce(ReduceFunction.MEAN, Ints.of(axis), true), x);
    }

    private static Rewriting pattern(int axis, BiFunction<Rewriting, Edge, Edge> square) {
        var test = new Rewriting();
        var x = test.input(4, 9);
        var centred = test.binary(BinaryFunction.SUB, x, mean(test, x, axis));
        var variance = mean(test, square.apply(test, centred), axis);
        var sum = test.binary(BinaryFunction.ADD, variance, test.number(1e-5f));
        test.output(test.binary(BinaryFunction.DIV, centred, test.unary(UnaryFunction.SQRT, sum)));
        return test;
    }

    @Test
    void everyWayToSquareIsRecognised() {
        List<BiFunction<Rewriting, Edge, Edge>> squares = List.of(
                (test, x) -> test.binary(BinaryFunction.POW, x, test.number(2)),
                (test, x) -> test.binary(BinaryFunction.MUL, x, x),
                (test, x) -> test.unary(UnaryFunction.SQUARE, x));
        for (var square : squares) {
            for (int axis : new int[] {-1, 1}) {
                var left = pattern(axis, square).after(new RecogniseLayerNormalization(), 1e-5);
                assertEquals(List.of(new RowNormalization(true, -1, 1e-5f)), left);
            }
        }
    }

    @Test
    void anotherAxisOrPowerIsSomethingElse() {
        pattern(0, (test, x) -> test.unary(UnaryFunction.SQUARE, x)).unchanged(new RecogniseLayerNormalization());
        pattern(-1, (test, x) -> test.binary(BinaryFunction.POW, x, test.number(4)))
                .unchanged(new RecogniseLayerNormalization());
    }
}
