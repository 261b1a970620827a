package dev.lanewise.op.nn;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import java.util.Arrays;

/**
 * Walks of one direction through time for some rows of the batch. The input's part of all gates, biases in it, lies in
 * {@code projected} by direction, time and row; scratch holds a GEMM's scratch, the recurrent part of the gates, and
 * two more rows of the hidden size for each row of the batch. Lengths or peepholes that are {@code y} are absent.
 */
record RecurrentWalk(
        Recurrent op,
        RecurrentSteps.Packed recurrent,
        RecurrentSteps.Packed candidate,
        Operand projected,
        Operand biases,
        Operand lengths,
        Operand peepholes,
        Operand hiddenState,
        Operand cellState,
        Operand y,
        Operand room) {

    private int times() {
        return y.dim(0);
    }

    private int batch() {
        return y.dim(2);
    }

    private int hidden() {
        return y.dim(3);
    }

    private int gates() {
        return op.cell().gates() * hidden();
    }

    private boolean isReversed(int direction) {
        return op.direction() == Recurrent.Direction.REVERSE || direction == 1;
    }

    private RecurrentActivation activation(int direction, int index) {
        return op.activations().get(direction * op.cell().activations() + index);
    }

    private int length(Frame frame, int row) {
        return lengths == y ? times() : Math.clamp(lengths.ints(frame)[lengths.offset() + row], 0, times());
    }

    /** Walks rows {@code first} to before {@code first + count} of one direction; scratch begins at {@code at}. */
    void run(Frame frame, int direction, int first, int count, int at) {
        boolean gru = op.cell() == Recurrent.Cell.GRU;
        int columns = gru ? 2 * hidden() : gates();
        int scratch = room.offset() + at;
        int gate = scratch + Gemm.scratchLength();
        int extra = gate + count * gates();
        float[] h = hiddenState.floats(frame);
        int ho = hiddenState.offset() + (direction * batch() + first) * hidden();
        for (int t = 0; t < times(); t++) {
            frame.checkpoint();
            if (op.roundedState()) {
                round(h, ho, room.floats(frame), extra, count * hidden());
            }
            float[] state = op.roundedState() ? room.floats(frame) : h;
            int so = op.roundedState() ? extra : ho;
            multiply(frame, recurrent, direction, count, state, so, hidden(), columns, Gemm.NONE, 0, gate, scratch);
            for (int i = 0; gru && i < count; i++) {
                reset(frame, direction, first + i, t, gate + i * gates(), extra + i * 2 * hidden());
            }
            if (gru) {
                float[] bias = op.linearBeforeReset() ? biases.floats(frame) : Gemm.NONE;
                int bo = biases.offset() + direction * (gates() + hidden()) + gates();
                float[] from = room.floats(frame);
                int to = gate + 2 * hidden();
                multiply(
                        frame, candidate, direction, count, from, extra, 2 * hidden(), hidden(), bias, bo, to, scratch);
            }
            for (int i = 0; i < count; i++) {
                row(frame, direction, first + i, t, gate + i * gates());
            }
        }
    }

    /** The values that UINT8 of the range of {@code x}, widened to contain 0, can hold. */
    private static void round(float[] x, int xo, float[] y, int yo, int n) {
        float least = 0;
        float greatest = 0;
        for (int i = 0; i < n; i++) {
            least = Math.min(least, x[xo + i]);
            greatest = Math.max(greatest, x[xo + i]);
        }
        float scale = greatest == least ? 1 : (greatest - least) / 255f;
        float zero = (float) Math.rint(Math.clamp(-least / scale, 0f, 255f));
        for (int i = 0; i < n; i++) {
            y[yo + i] = (Math.clamp((float) Math.rint(x[xo + i] / scale) + zero, 0f, 255f) - zero) * scale;
        }
    }

    private void row(Frame frame, int direction, int row, int t, int gate) {
        int length = length(frame, row);
        int time = isReversed(direction) && t < length ? length - 1 - t : t;
        int state = (direction * batch() + row) * hidden();
        int to = y.offset() + ((time * op.direction().count() + direction) * batch() + row) * hidden();
        if (t >= length) {
            Arrays.fill(y.floats(frame), to, to + hidden(), 0f);
            return;
        }
        float[] h = hiddenState.floats(frame);
        int ho = hiddenState.offset() + state;
        switch (op.cell()) {
            case RNN -> {
                add(frame, direction, row, t, gate, 0, hidden());
                activation(direction, 0).apply(op.clip(), room.floats(frame), gate, h, ho, hidden());
            }
            case LSTM -> {
                add(frame, direction, row, t, gate, 0, gates());
                int co = cellState.offset() + state;
                lstm(direction, room.floats(frame), gate, h, ho, cellState.floats(frame), co, frame);
            }
            case GRU -> gru(frame, direction, row, t, gate, h, ho);
        }
        System.arraycopy(h, ho, y.floats(frame), to, hidden());
    }

    private void multiply(
            Frame frame,
            RecurrentSteps.Packed packed,
            int direction,
            int rows,
            float[] a,
            int ao,
            int lda,
            int columns,
            float[] bias,
            int bo,
            int to,
            int scratch) {
        Gemm.run(
                0,
                rows,
                0,
                Panels.count(columns),
                columns,
                hidden(),
                a,
                ao,
                lda,
                packed.array(frame),
                packed.offset(direction),
                bias,
                bo,
                Gemm.NONE,
                0,
                0,
                room.floats(frame),
                to,
                gates(),
                Epilogue.NONE,
                room.floats(frame),
                scratch);
    }

    /** Adds the input's part of {@code n} gates from {@code from} on. */
    private void add(Frame frame, int direction, int row, int t, int gate, int from, int n) {
        int time = isReversed(direction) ? length(frame, row) - 1 - t : t;
        int in = projected.offset() + ((direction * times() + time) * batch() + row) * gates() + from;
        float[] input = projected.floats(frame);
        float[] scratch = room.floats(frame);
        for (int i = 0; i < n; i++) {
            scratch[gate + from + i] += input[in + i];
        }
    }

    private void lstm(int direction, float[] s, int i, float[] h, int ho, float[] cell, int co, Frame frame) {
        int n = hidden();
        int o = i + n;
        int f = o + n;
        int g = f + n;
        peep(frame, direction, 0, s, i, cell, co);
        activation(direction, 0).apply(op.clip(), s, i, s, i, n);
        if (op.inputForget()) {
            for (int j = 0; j < n; j++) {
                s[f + j] = 1 - s[i + j];
            }
        } else {
            peep(frame, direction, 2, s, f, cell, co);
            activation(direction, 0).apply(op.clip(), s, f, s, f, n);
        }
        activation(direction, 1).apply(op.clip(), s, g, s, g, n);
        for (int j = 0; j < n; j++) {
            cell[co + j] = s[f + j] * cell[co + j] + s[i + j] * s[g + j];
        }
        peep(frame, direction, 1, s, o, cell, co);
        activation(direction, 0).apply(op.clip(), s, o, s, o, n);
        activation(direction, 2).apply(op.clip(), cell, co, s, g, n);
        for (int j = 0; j < n; j++) {
            h[ho + j] = s[o + j] * s[g + j];
        }
    }

    private void peep(Frame frame, int direction, int which, float[] s, int gate, float[] cell, int co) {
        if (peepholes != y) {
            float[] weights = peepholes.floats(frame);
            int at = peepholes.offset() + (direction * 3 + which) * hidden();
            for (int j = 0; j < hidden(); j++) {
                s[gate + j] += weights[at + j] * cell[co + j];
            }
        }
    }

    /** A GRU's first two gates, and the state that its candidate sees. */
    private void reset(Frame frame, int direction, int row, int t, int gate, int extra) {
        float[] s = room.floats(frame);
        if (t < length(frame, row)) {
            add(frame, direction, row, t, gate, 0, 2 * hidden());
            activation(direction, 0).apply(op.clip(), s, gate, s, gate, 2 * hidden());
        }
        float[] h = hiddenState.floats(frame);
        int ho = hiddenState.offset() + (direction * batch() + row) * hidden();
        int r = gate + hidden();
        for (int j = 0; j < hidden(); j++) {
            s[extra + j] = op.linearBeforeReset() ? h[ho + j] : s[r + j] * h[ho + j];
        }
    }

    private void gru(Frame frame, int direction, int row, int t, int z, float[] h, int ho) {
        float[] s = room.floats(frame);
        int r = z + hidden();
        int g = r + hidden();
        for (int j = 0; op.linearBeforeReset() && j < hidden(); j++) {
            s[g + j] *= s[r + j];
        }
        add(frame, direction, row, t, z, 2 * hidden(), hidden());
        activation(direction, 1).apply(op.clip(), s, g, s, g, hidden());
        for (int j = 0; j < hidden(); j++) {
            h[ho + j] = (1 - s[z + j]) * s[g + j] + s[z + j] * h[ho + j];
        }
    }
}
