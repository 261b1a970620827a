package dev.lanewise.op.recurrent;

import static dev.lanewise.op.recurrent.LstmInputs.AUXILIARY;
import static dev.lanewise.op.recurrent.LstmInputs.AUXILIARY_WEIGHTS;
import static dev.lanewise.op.recurrent.LstmInputs.BIASES;
import static dev.lanewise.op.recurrent.LstmInputs.CANDIDATE;
import static dev.lanewise.op.recurrent.LstmInputs.CELL;
import static dev.lanewise.op.recurrent.LstmInputs.FORGET;
import static dev.lanewise.op.recurrent.LstmInputs.HIDDEN;
import static dev.lanewise.op.recurrent.LstmInputs.INPUT;
import static dev.lanewise.op.recurrent.LstmInputs.NORMS;
import static dev.lanewise.op.recurrent.LstmInputs.OUTPUT;
import static dev.lanewise.op.recurrent.LstmInputs.PEEPHOLES;
import static dev.lanewise.op.recurrent.LstmInputs.PROJECTION;
import static dev.lanewise.op.recurrent.LstmInputs.PROJECTION_BIAS;
import static dev.lanewise.op.recurrent.LstmInputs.RECURRENT_WEIGHTS;
import static dev.lanewise.op.recurrent.LstmInputs.WEIGHTS;
import static dev.lanewise.op.recurrent.LstmInputs.X;

import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The steps of an {@link LstmSequence}: all batch entries of one time at once, time after time. */
final class LstmSteps {

    private static final float NORM_EPSILON = 1e-8f;

    private final Binder on;
    private final LstmSequence op;
    private final Operand x;
    private final Operand y;
    private final Operand hidden;
    private final Operand cell;
    private final Sequence in;
    private final Sequence out;
    private final int batch;
    private final int cells;
    private final int units;
    private final boolean coupled;
    private final boolean normalizes;
    private final @Nullable RowProduct[] ofInput = new @Nullable RowProduct[4];
    private final @Nullable RowProduct[] ofHidden = new @Nullable RowProduct[4];
    private final @Nullable RowProduct[] ofAuxiliary = new @Nullable RowProduct[4];
    private final @Nullable RowProduct projection;
    private final @Nullable Operand[] vectors = new @Nullable Operand[AUXILIARY + 1];
    private final Operand gates;
    private final Operand product;
    private Step before = frame -> {};

    LstmSteps(Binder on, LstmSequence op) {
        this.on = on;
        this.op = op;
        x = on.input(X);
        y = on.output(0);
        cells = on.input(CELL).dim(-1);
        units = y.dim(-1);
        in = Sequence.of(x, op.timeMajor());
        out = Sequence.of(y, op.timeMajor());
        batch = in.batch();
        requireState(HIDDEN, units);
        requireState(CELL, cells);
        hidden = on.outputs() > 1 ? on.output(1) : on.workspace(ElementType.FLOAT, (long) batch * units);
        cell = on.outputs() > 2 ? on.output(2) : on.workspace(ElementType.FLOAT, (long) batch * cells);
        coupled = !on.has(WEIGHTS);
        normalizes = on.has(NORMS + FORGET);
        for (int gate = coupled ? FORGET : INPUT; gate <= OUTPUT; gate++) {
            ofInput[gate] = product(WEIGHTS + gate);
            ofHidden[gate] = product(RECURRENT_WEIGHTS + gate);
            ofAuxiliary[gate] = on.has(AUXILIARY) ? product(AUXILIARY_WEIGHTS + gate) : null;
        }
        projection = on.has(PROJECTION) ? product(PROJECTION) : null;
        for (int i = PEEPHOLES; i <= AUXILIARY; i++) {
            vectors[i] = i != PROJECTION && on.has(i) ? on.input(i) : null;
        }
        gates = on.workspace(ElementType.FLOAT, 4L * batch * cells);
        product = on.workspace(ElementType.FLOAT, (long) batch * Math.max(cells, units));
    }

    private void requireState(int index, int width) {
        if (on.input(index).size() != (long) batch * width) {
            throw on.error("the state in input " + index + " is " + on.input(index) + ", expected " + batch
                    + " rows of " + width);
        }
    }

    private RowProduct product(int index) {
        var made = RowProduct.of(on, index, op.hybrid());
        before = before.then(made.before());
        return made;
    }

    Step step() {
        Operand firstHidden = on.input(HIDDEN);
        Operand firstCell = on.input(CELL);
        return before.then(frame -> {
            copy(frame, firstHidden, hidden);
            copy(frame, firstCell, cell);
            for (int t = 0; t < in.times(); t++) {
                frame.checkpoint();
                time(frame, op.backwards() ? in.times() - 1 - t : t);
            }
        });
    }

    private static void copy(Frame frame, Operand from, Operand to) {
        System.arraycopy(from.floats(frame), from.offset(), to.floats(frame), to.offset(), to.size());
    }

    private void time(Frame frame, int t) {
        int n = batch * cells;
        float[] g = gates.floats(frame);
        int go = gates.offset();
        float[] c = cell.floats(frame);
        int co = cell.offset();
        int input = go + INPUT * n;
        int forget = go + FORGET * n;
        int candidate = go + CANDIDATE * n;
        int output = go + OUTPUT * n;
        gate(frame, t, FORGET, CellActivation.SIGMOID);
        gate(frame, t, CANDIDATE, op.activation());
        if (!coupled) {
            gate(frame, t, INPUT, CellActivation.SIGMOID);
        }
        for (int i = 0; i < n; i++) {
            float admitted = coupled ? 1 - g[forget + i] : g[input + i];
            float next = g[forget + i] * c[co + i] + g[candidate + i] * admitted;
            c[co + i] = op.cellClip() > 0 ? Math.clamp(next, -op.cellClip(), op.cellClip()) : next;
        }
        gate(frame, t, OUTPUT, CellActivation.SIGMOID);
        op.activation().apply(c, co, g, candidate, n);
        for (int i = 0; i < n; i++) {
            g[output + i] *= g[candidate + i];
        }
        emit(frame, t, g, output);
    }

    /** Computes one gate of all batch entries. */
    private void gate(Frame frame, int t, int gate, CellActivation activation) {
        int n = batch * cells;
        float[] g = gates.floats(frame);
        int at = gates.offset() + gate * n;
        spread(frame, normalizes ? -1 : BIASES + gate, g, at);
        add(frame, ofInput[gate], x.floats(frame), x.offset() + t * in.timeStep(), in.rowStep(), g, at);
        if (ofAuxiliary[gate] != null) {
            Operand auxiliary = vector(AUXILIARY);
            var lies = Sequence.of(auxiliary, op.timeMajor());
            int from = auxiliary.offset() + t * lies.timeStep();
            add(frame, ofAuxiliary[gate], auxiliary.floats(frame), from, lies.rowStep(), g, at);
        }
        add(frame, ofHidden[gate], hidden.floats(frame), hidden.offset(), units, g, at);
        if (gate != CANDIDATE && vectors[LstmInputs.peephole(gate)] != null) {
            peep(frame, LstmInputs.peephole(gate), g, at);
        }
        if (normalizes) {
            normalize(frame, gate, g, at);
        }
        activation.apply(g, at, g, at, n);
    }

    private Operand vector(int index) {
        return Objects.requireNonNull(vectors[index]);
    }

    /** Fills all rows with a vector, or with 0 where there is none. */
    private void spread(Frame frame, int index, float[] to, int at) {
        if (index < 0 || vectors[index] == null) {
            Arrays.fill(to, at, at + batch * cells, 0f);
            return;
        }
        Operand vector = vector(index);
        for (int row = 0; row < batch; row++) {
            System.arraycopy(vector.floats(frame), vector.offset(), to, at + row * cells, cells);
        }
    }

    private void add(Frame frame, @Nullable RowProduct of, float[] a, int ao, int lda, float[] to, int at) {
        if (of == null) {
            return;
        }
        float[] made = product.floats(frame);
        int from = product.offset();
        of.run(frame, batch, a, ao, lda, made, from, cells);
        for (int i = 0; i < batch * cells; i++) {
            to[at + i] += made[from + i];
        }
    }

    private void peep(Frame frame, int index, float[] g, int at) {
        Operand weights = vector(index);
        float scale = op.hybrid() == null ? 0 : op.hybrid().scale(index);
        float[] c = cell.floats(frame);
        for (int i = 0; i < batch * cells; i++) {
            int w = weights.offset() + i % cells;
            float weight = scale == 0 ? weights.floats(frame)[w] : scale * weights.bytes(frame)[w];
            g[at + i] += weight * c[cell.offset() + i];
        }
    }

    private void normalize(Frame frame, int gate, float[] g, int at) {
        float[] factors = vector(NORMS + gate).floats(frame);
        int fo = vector(NORMS + gate).offset();
        float[] bias = vector(BIASES + gate).floats(frame);
        int bo = vector(BIASES + gate).offset();
        for (int from = at; from < at + batch * cells; from += cells) {
            float sum = 0;
            for (int i = 0; i < cells; i++) {
                sum += g[from + i];
            }
            float mean = sum / cells;
            float squares = 0;
            for (int i = 0; i < cells; i++) {
                squares += (g[from + i] - mean) * (g[from + i] - mean);
            }
            float inverse = 1 / (float) Math.sqrt(squares / cells + NORM_EPSILON);
            for (int i = 0; i < cells; i++) {
                g[from + i] = (g[from + i] - mean) * inverse * factors[fo + i] + bias[bo + i];
            }
        }
    }

    /** What comes out of the cells, projected or not, becomes the hidden state and the output. */
    private void emit(Frame frame, int t, float[] g, int at) {
        float[] h = hidden.floats(frame);
        int ho = hidden.offset();
        if (projection == null) {
            System.arraycopy(g, at, h, ho, batch * units);
        } else {
            projection.run(frame, batch, g, at, cells, h, ho, units);
            project(frame, h, ho);
        }
        float[] target = y.floats(frame);
        for (int row = 0; row < batch; row++) {
            System.arraycopy(h, ho + row * units, target, y.offset() + t * out.timeStep() + row * out.rowStep(), units);
        }
    }

    private void project(Frame frame, float[] h, int ho) {
        float bound = op.projectionClip();
        for (int i = 0; i < batch * units; i++) {
            float sum = h[ho + i];
            if (vectors[PROJECTION_BIAS] != null) {
                Operand bias = vector(PROJECTION_BIAS);
                sum += bias.floats(frame)[bias.offset() + i % units];
            }
            h[ho + i] = bound > 0 ? Math.clamp(sum, -bound, bound) : sum;
        }
    }
}
