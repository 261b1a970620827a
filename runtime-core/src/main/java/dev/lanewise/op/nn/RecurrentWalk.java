package dev.lanewise.op.nn;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.op.Frame;
import java.util.Arrays;

/**
 * A walk of one direction through time for some rows of the batch. The input's part of all gates, biases in it, lies in
 * {@code projected} by time and row; scratch holds a GEMM's scratch, the recurrent part of the gates, and two more rows
 * of {@code hidden} for each row of the batch.
 */
record RecurrentWalk(
        Recurrent op,
        int direction,
        int times,
        int batch,
        int hidden,
        int first,
        int count,
        int[] lengths,
        int lo,
        float[] projected,
        int po,
        float[] recurrent,
        int ro,
        float[] candidate,
        int ko,
        float[] candidateBias,
        int bo,
        float[] peepholes,
        int eo,
        float[] state,
        int so,
        float[] cell,
        int co,
        float[] y,
        int yo,
        float[] scratch,
        int xo) {

    private boolean reversed() {
        return op.direction() == Recurrent.Direction.REVERSE || direction == 1;
    }

    private int gates() {
        return op.cell().gates() * hidden;
    }

    private int length(int row) {
        return lengths.length == 0 ? times : Math.clamp(lengths[lo + first + row], 0, times);
    }

    private int gateRow(int row) {
        return xo + Gemm.scratchLength() + row * gates();
    }

    private int extraRow(int row) {
        return xo + Gemm.scratchLength() + count * gates() + row * 2 * hidden;
    }

    private RecurrentActivation activation(int index) {
        return op.activations().get(direction * op.cell().activations() + index);
    }

    void run(Frame frame) {
        for (int t = 0; t < times; t++) {
            frame.checkpoint();
            int columns = op.cell() == Recurrent.Cell.GRU ? 2 * hidden : gates();
            multiply(state, so, hidden, recurrent, ro, columns, Gemm.NONE, 0, gateRow(0), gates());
            if (op.cell() == Recurrent.Cell.GRU) {
                gru(t);
                continue;
            }
            for (int row = 0; row < count; row++) {
                if (t < length(row)) {
                    add(row, t, 0, gates());
                    switch (op.cell()) {
                        case RNN -> activation(0).apply(op.clip(), scratch, gateRow(row), state, so + row * hidden, hidden);
                        default -> lstm(row);
                    }
                }
                write(row, t);
            }
        }
    }

    private void multiply(
            float[] a, int ao, int lda, float[] packed, int at, int columns, float[] bias, int biasOffset, int to, int step) {
        Gemm.run(
                0,
                count,
                0,
                Panels.count(columns),
                columns,
                hidden,
                a,
                ao,
                lda,
                packed,
                at,
                bias,
                biasOffset,
                Gemm.NONE,
                0,
                0,
                scratch,
                to,
                step,
                Epilogue.NONE,
                scratch,
                xo);
    }

    private int time(int row, int t) {
        return reversed() && t < length(row) ? length(row) - 1 - t : t;
    }

    /** Adds the input's part of some gates. */
    private void add(int row, int t, int from, int n) {
        int in = po + (time(row, t) * batch + first + row) * gates() + from;
        int out = gateRow(row) + from;
        for (int i = 0; i < n; i++) {
            scratch[out + i] += projected[in + i];
        }
    }

    private void write(int row, int t) {
        int to = yo + ((time(row, t) * op.direction().count() + direction) * batch + first + row) * hidden;
        if (t < length(row)) {
            System.arraycopy(state, so + row * hidden, y, to, hidden);
        } else {
            Arrays.fill(y, to, to + hidden, 0f);
        }
    }

    private void lstm(int row) {
        int i = gateRow(row);
        int o = i + hidden;
        int f = o + hidden;
        int g = f + hidden;
        int c = co + row * hidden;
        int h = so + row * hidden;
        peep(i, 0, c);
        activation(0).apply(op.clip(), scratch, i, scratch, i, hidden);
        if (op.inputForget()) {
            for (int n = 0; n < hidden; n++) {
                scratch[f + n] = 1 - scratch[i + n];
            }
        } else {
            peep(f, 2, c);
            activation(0).apply(op.clip(), scratch, f, scratch, f, hidden);
        }
        activation(1).apply(op.clip(), scratch, g, scratch, g, hidden);
        for (int n = 0; n < hidden; n++) {
            cell[c + n] = scratch[f + n] * cell[c + n] + scratch[i + n] * scratch[g + n];
        }
        peep(o, 1, c);
        activation(0).apply(op.clip(), scratch, o, scratch, o, hidden);
        activation(2).apply(op.clip(), cell, c, scratch, g, hidden);
        for (int n = 0; n < hidden; n++) {
            state[h + n] = scratch[o + n] * scratch[g + n];
        }
    }

    private void peep(int gate, int which, int c) {
        if (peepholes.length > 0) {
            int p = eo + which * hidden;
            for (int n = 0; n < hidden; n++) {
                scratch[gate + n] += peepholes[p + n] * cell[c + n];
            }
        }
    }

    private void gru(int t) {
        boolean linear = op.linearBeforeReset();
        for (int row = 0; row < count; row++) {
            if (t < length(row)) {
                add(row, t, 0, 2 * hidden);
                activation(0).apply(op.clip(), scratch, gateRow(row), scratch, gateRow(row), 2 * hidden);
            }
            int reset = gateRow(row) + hidden;
            for (int n = 0; n < hidden; n++) {
                scratch[extraRow(row) + n] = linear
                        ? state[so + row * hidden + n]
                        : scratch[reset + n] * state[so + row * hidden + n];
            }
        }
        float[] bias = linear ? candidateBias : Gemm.NONE;
        multiply(scratch, extraRow(0), 2 * hidden, candidate, ko, hidden, bias, bo, gateRow(0) + 2 * hidden, gates());
        for (int row = 0; row < count; row++) {
            if (t < length(row)) {
                int z = gateRow(row);
                int g = z + 2 * hidden;
                for (int n = 0; linear && n < hidden; n++) {
                    scratch[g + n] *= scratch[z + hidden + n];
                }
                add(row, t, 2 * hidden, hidden);
                activation(1).apply(op.clip(), scratch, g, scratch, g, hidden);
                int h = so + row * hidden;
                for (int n = 0; n < hidden; n++) {
                    state[h + n] = (1 - scratch[z + n]) * scratch[g + n] + scratch[z + n] * state[h + n];
                }
            }
            write(row, t);
        }
    }
}
