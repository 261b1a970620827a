package dev.lanewise.op.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.tensor.InvalidInputException;
import dev.lanewise.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EinsumTest {

    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void contractsHeadsAsAMatrixProductDoes() {
        Tensor q = OperatorRuns.random(random, 2, 5, 3, 8);
        Tensor k = OperatorRuns.random(random, 2, 7, 3, 8);
        for (int threads = 1; threads <= 2; threads++) {
            Tensor y = OperatorRuns.run(new Einsum("bqhd,bkhd->bhqk"), threads, false, q, k);
            assertArrayEquals(new long[] {2, 3, 5, 7}, y.shape());
            for (int i = 0; i < y.size(); i++) {
                int column = i % 7;
                int row = i / 7 % 5;
                int head = i / 35 % 3;
                int image = i / 105;
                double sum = 0;
                for (int d = 0; d < 8; d++) {
                    sum += (double) q.floats()[((image * 5 + row) * 3 + head) * 8 + d]
                            * k.floats()[((image * 7 + column) * 3 + head) * 8 + d];
                }
                assertEquals(sum, y.floats()[i], 1e-5);
            }
        }
    }

    @Test
    void agreesWithPlainLoopsOnOrdersOfAxes() {
        for (String equation :
                new String[] {"abc,cbd->dab", "abc,dc->abd", "ab,cd->dbca", "a,b->ba", "abc,cab->", "ab,ab->b"}) {
            String[] terms = equation.split("->|,", -1);
            Tensor a = OperatorRuns.random(random, dims(terms[0]));
            Tensor b = OperatorRuns.random(random, dims(terms[1]));
            Tensor one = Tensor.of(new float[] {1});
            Tensor fast = OperatorRuns.run(new Einsum(equation), 2, false, a, b);
            Tensor slow = OperatorRuns.run(new Einsum(equation.replace("->", ",->")), 1, false, a, b, one);
            assertArrayEquals(slow.shape(), fast.shape());
            assertArrayEquals(slow.floats(), fast.floats(), 1e-5f, equation);
        }
    }

    @Test
    void takesDiagonalsAndTraces() {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 2, 2);
        assertArrayEquals(
                new float[] {1, 4, 5, 8},
                OperatorRuns.run(new Einsum("bii->bi"), 1, false, x).floats());
        assertArrayEquals(
                new float[] {5, 13},
                OperatorRuns.run(new Einsum("...ii->..."), 1, false, x).floats());
        assertArrayEquals(
                new float[] {36},
                OperatorRuns.run(new Einsum("abc->"), 1, false, x).floats());
    }

    @Test
    void impliesAnOutputOfLabelsThatOccurOnce() {
        Tensor a = Tensor.of(new double[] {1, 2, 3, 4}, 2, 2);
        Tensor y = OperatorRuns.run(new Einsum("ba,bc"), 1, false, a, a);
        assertArrayEquals(new double[] {10, 14, 14, 20}, y.doubles());
    }

    @Test
    void refusesEquationsThatDoNotFit() {
        Tensor a = OperatorRuns.random(random, 2, 3);
        for (String equation : new String[] {"a->a", "ab->c", "ab->aa", "ab,bc->ac", "a?->a", "aa->a"}) {
            assertThrows(
                    InvalidInputException.class, () -> OperatorRuns.run(new Einsum(equation), 1, false, a), equation);
        }
    }

    private static long[] dims(String term) {
        return term.chars().mapToLong(c -> c - 'a' + 3).toArray();
    }
}
