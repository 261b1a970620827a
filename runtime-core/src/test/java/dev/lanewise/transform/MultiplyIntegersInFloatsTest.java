package dev.lanewise.transform;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.BinaryFunction;
import dev.lanewise.op.elementwise.Cast;
import dev.lanewise.op.linear.MatMul;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MultiplyIntegersInFloatsTest {

    private static final int DEPTH = 300;

    /** The largest numbers there are: 0 less 255, by {@code weight}. */
    private static Edge product(Rewriting test, int weight) {
        var weights = new int[DEPTH * 3];
        Arrays.fill(weights, weight);
        Edge bytes = test.input(Tensor.wrap(ElementType.UINT8, new byte[2 * DEPTH], 2, DEPTH));
        Edge zero = test.input(Tensor.wrap(ElementType.UINT8, new byte[] {-1}, 1));
        Edge left = test.binary(BinaryFunction.SUB, integers(test, bytes), integers(test, zero));
        return test.add(new MatMul(), left, test.constant(Tensor.of(weights, DEPTH, 3)));
    }

    private static Edge integers(Rewriting test, Edge bytes) {
        return test.add(new Cast(ElementType.INT32), bytes);
    }

    @Test
    void sumsOfBytesAreThoseOfFloats() {
        var test = new Rewriting();
        Edge product = product(test, -128);
        test.output(product);
        test.output(test.add(new Cast(ElementType.FLOAT), product));
        test.after(new MultiplyIntegersInFloats(), 0);
        assertTrue(test.graph().nodes().stream()
                .filter(node -> node.op() instanceof MatMul)
                .allMatch(node -> node.output().tensorType().element() == ElementType.FLOAT));
    }

    @Test
    void sumsThatFloatsWouldRoundStay() {
        var test = new Rewriting();
        test.output(product(test, 220));
        test.unchanged(new MultiplyIntegersInFloats());
    }
}
