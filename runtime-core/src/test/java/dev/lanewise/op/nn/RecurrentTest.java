package dev.lanewise.op.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.lanewise.exec.OperatorRuns;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.nn.Recurrent.Cell;
import dev.lanewise.op.nn.Recurrent.Direction;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecurrentTest {

    private static final int TIMES = 6;
    private static final int BATCH = 3;
    private static final int INPUTS = 5;
    private static final int HIDDEN = 7;

    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void lstmFollowsItsDefinitionInBothDirections() {
        Tensor x = OperatorRuns.random(random, TIMES, BATCH, INPUTS);
        Tensor w = OperatorRuns.random(random, 2, 4 * HIDDEN, INPUTS);
        Tensor r = OperatorRuns.random(random, 2, 4 * HIDDEN, HIDDEN);
        Tensor b = OperatorRuns.random(random, 2, 8 * HIDDEN);
        Tensor h = OperatorRuns.random(random, 2, BATCH, HIDDEN);
        Tensor c = OperatorRuns.random(random, 2, BATCH, HIDDEN);
        Tensor lengths = Tensor.of(new int[] {6, 4, 1}, BATCH);
        for (int variant = 0; variant < 4; variant++) {
            List<Tensor> y =
                    OperatorRuns.run(layer(Cell.LSTM), 3, 1 + variant / 2, variant % 2 == 1, x, w, r, b, lengths, h, c);
            for (int d = 0; d < 2; d++) {
                for (int n = 0; n < BATCH; n++) {
                    lstm(x, w, r, b, h, c, lengths.ints()[n], d, n, y);
                }
            }
        }
    }

    private static void lstm(
            Tensor x, Tensor w, Tensor r, Tensor b, Tensor h0, Tensor c0, int length, int d, int n, List<Tensor> y) {
        var h = new double[HIDDEN];
        var c = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            h[i] = h0.floats()[(d * BATCH + n) * HIDDEN + i];
            c[i] = c0.floats()[(d * BATCH + n) * HIDDEN + i];
        }
        for (int step = 0; step < length; step++) {
            int t = d == 0 ? step : length - 1 - step;
            var gates = new double[4 * HIDDEN];
            for (int g = 0; g < gates.length; g++) {
                gates[g] = linear(x, w, r, b, h, 4 * HIDDEN, d, t, n, g);
            }
            for (int i = 0; i < HIDDEN; i++) {
                double candidate = Math.tanh(gates[3 * HIDDEN + i]);
                c[i] = sigmoid(gates[2 * HIDDEN + i]) * c[i] + sigmoid(gates[i]) * candidate;
                h[i] = sigmoid(gates[HIDDEN + i]) * Math.tanh(c[i]);
            }
            compare(h, y.get(0).floats(), ((t * 2 + d) * BATCH + n) * HIDDEN);
        }
        for (int t = length; t < TIMES; t++) {
            compare(new double[HIDDEN], y.get(0).floats(), ((t * 2 + d) * BATCH + n) * HIDDEN);
        }
        compare(h, y.get(1).floats(), (d * BATCH + n) * HIDDEN);
        compare(c, y.get(2).floats(), (d * BATCH + n) * HIDDEN);
    }

    @Test
    void gruResetsBeforeOrBehindTheLinearPart() {
        Tensor x = OperatorRuns.random(random, TIMES, BATCH, INPUTS);
        Tensor w = OperatorRuns.random(random, 1, 3 * HIDDEN, INPUTS);
        Tensor r = OperatorRuns.random(random, 1, 3 * HIDDEN, HIDDEN);
        Tensor b = OperatorRuns.random(random, 1, 6 * HIDDEN);
        for (int variant = 0; variant < 4; variant++) {
            boolean linear = variant % 2 == 1;
            var op = new Recurrent(Cell.GRU, Direction.FORWARD, activations(Cell.GRU, 1), 0, false, linear);
            Tensor y = OperatorRuns.run(op, 1, variant >= 2, x, w, r, b);
            for (int n = 0; n < BATCH; n++) {
                var h = new double[HIDDEN];
                for (int t = 0; t < TIMES; t++) {
                    gru(x, w, r, b, h, linear, t, n);
                    compare(h, y.floats(), (t * BATCH + n) * HIDDEN);
                }
            }
        }
    }

    private static void gru(Tensor x, Tensor w, Tensor r, Tensor b, double[] h, boolean linear, int t, int n) {
        var z = new double[HIDDEN];
        var reset = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            z[i] = sigmoid(linear(x, w, r, b, h, 3 * HIDDEN, 0, t, n, i));
            reset[i] = sigmoid(linear(x, w, r, b, h, 3 * HIDDEN, 0, t, n, HIDDEN + i));
        }
        var next = new double[HIDDEN];
        for (int i = 0; i < HIDDEN; i++) {
            int g = 2 * HIDDEN + i;
            double input = b.floats()[g];
            for (int j = 0; j < INPUTS; j++) {
                input += (double) x.floats()[(t * BATCH + n) * INPUTS + j] * w.floats()[g * INPUTS + j];
            }
            double recurrent = 0;
            for (int j = 0; j < HIDDEN; j++) {
                recurrent += r.floats()[g * HIDDEN + j] * (linear ? h[j] : reset[j] * h[j]);
            }
            recurrent += b.floats()[3 * HIDDEN + g];
            next[i] = (1 - z[i]) * Math.tanh(input + (linear ? reset[i] * recurrent : recurrent)) + z[i] * h[i];
        }
        System.arraycopy(next, 0, h, 0, HIDDEN);
    }

    @Test
    void packsActivationsWithParameters() {
        var x = new float[] {-2, 0, 3};
        var y = new float[3];
        RecurrentActivation.affine(2, 1).apply(0, x, 0, y, 0, 3);
        assertArrayEquals(new float[] {-3, 1, 7}, y);
        RecurrentActivation.affine(2, 1).apply(1, x, 0, y, 0, 3);
        assertArrayEquals(new float[] {-1, 1, 3}, y);
        RecurrentActivation.scaledTanh(3, 0.5f).apply(0, x, 0, y, 0, 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(3 * Math.tanh(0.5 * x[i]), y[i], 1e-5);
        }
    }

    private static Recurrent layer(Cell cell) {
        return new Recurrent(cell, Direction.BIDIRECTIONAL, activations(cell, 2), 0, false, false);
    }

    private static List<RecurrentActivation> activations(Cell cell, int directions) {
        var list = new ArrayList<RecurrentActivation>();
        for (int d = 0; d < directions; d++) {
            list.add(RecurrentActivation.of(UnaryFunction.SIGMOID, 0, 0));
            for (int i = 1; i < cell.activations(); i++) {
                list.add(RecurrentActivation.of(UnaryFunction.TANH, 0, 0));
            }
        }
        return list;
    }

    private static double linear(
            Tensor x, Tensor w, Tensor r, Tensor b, double[] h, int gates, int d, int t, int n, int g) {
        double sum = b.floats()[d * 2 * gates + g] + b.floats()[d * 2 * gates + gates + g];
        for (int i = 0; i < INPUTS; i++) {
            sum += (double) x.floats()[(t * BATCH + n) * INPUTS + i] * w.floats()[(d * gates + g) * INPUTS + i];
        }
        for (int i = 0; i < HIDDEN; i++) {
            sum += h[i] * r.floats()[(d * gates + g) * HIDDEN + i];
        }
        return sum;
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static void compare(double[] expected, float[] found, int at) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], found[at + i], 1e-5);
        }
    }
}
