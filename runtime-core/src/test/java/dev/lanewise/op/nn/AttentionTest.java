package dev.lanewise.op.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AttentionTest {

    private static final int QUERIES = 70;
    private static final int KEYS = 45;
    private static final int SIZE = 8;

    private final SplittableRandom random = new SplittableRandom(2);
    private final Tensor q = OperatorRuns.random(random, 2, 4, QUERIES, SIZE);
    private final Tensor k = OperatorRuns.random(random, 2, 2, KEYS, SIZE);
    private final Tensor v = OperatorRuns.random(random, 2, 2, KEYS, 5);

    @Test
    void weighsValuesBySoftmaxOfScores() {
        check(-1, -1, 0);
    }

    @Test
    void limitsQueriesToAWindowOfKeys() {
        check(3, 0, 0);
        check(-1, 0, 2.5f);
        check(10, 4, 0);
    }

    private void check(int left, int right, float softcap) {
        var op = new Attention(0, 0, 0, softcap, left, right, Attention.Scores.PROBABILITIES);
        for (int threads = 1; threads <= 2; threads++) {
            Tensor y = OperatorRuns.run(op, threads, threads == 2, q, k, v);
            for (int row = 0; row < 2 * 4 * QUERIES; row++) {
                var expected = row(row, left, right, softcap);
                for (int i = 0; i < 5; i++) {
                    assertEquals(expected[i], y.floats()[row * 5 + i], 1e-5, "row " + row);
                }
            }
            Tensor both = OperatorRuns.run(op, 2, threads, false, q, k, v).getFirst();
            assertArrayEquals(y.floats(), both.floats(), 1e-6f);
        }
    }

    private double[] row(int row, int left, int right, float softcap) {
        int query = row % QUERIES;
        int keyHead = row / QUERIES / 2;
        var y = new double[5];
        double total = 0;
        for (int j = 0; j < KEYS; j++) {
            if (left >= 0 && j < query - left || right >= 0 && j > query + right) {
                continue;
            }
            double score = 0;
            for (int i = 0; i < SIZE; i++) {
                score += (double) q.floats()[row * SIZE + i] * k.floats()[(keyHead * KEYS + j) * SIZE + i];
            }
            score /= Math.sqrt(SIZE);
            double weight = Math.exp(softcap == 0 ? score : softcap * Math.tanh(score / softcap));
            total += weight;
            for (int i = 0; i < 5; i++) {
                y[i] += weight * v.floats()[(keyHead * KEYS + j) * 5 + i];
            }
        }
        for (int i = 0; i < 5; i++) {
            y[i] = total == 0 ? 0 : y[i] / total;
        }
        return y;
    }

    @Test
    void givesZerosToAQueryThatSeesNothing() {
        var allowed = new boolean[QUERIES * KEYS];
        Arrays.fill(allowed, KEYS, allowed.length, true);
        Tensor mask = Tensor.of(allowed, QUERIES, KEYS);
        var op = new Attention(0, 0, 0, 0, -1, -1, Attention.Scores.RAW);
        Tensor y = OperatorRuns.run(op, 1, false, q, k, v, mask);
        Tensor free = OperatorRuns.run(op, 1, false, q, k, v);
        for (int row = 0; row < 2 * 4 * QUERIES; row++) {
            for (int i = 0; i < 5; i++) {
                float expected = row % QUERIES == 0 ? 0 : free.floats()[row * 5 + i];
                assertEquals(expected, y.floats()[row * 5 + i], 1e-6f);
            }
        }
    }
}
