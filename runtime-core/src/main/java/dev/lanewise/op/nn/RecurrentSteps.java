package dev.lanewise.op.nn;

import dev.lanewise.kernel.Epilogue;
import dev.lanewise.kernel.Gemm;
import dev.lanewise.kernel.Panels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.op.Tiling;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a recurrent layer: one GEMM for the inputs of all times, then the recurrence, batch block by batch
 * block, which needs no meeting of threads.
 */
final class RecurrentSteps {

    private static final long GRAIN = 1 << 17;

    private record Key(int row, int rows) {}

    /** Packed rows of the weights of all directions. */
    record Packed(float[] fixed, @Nullable Operand made, int length) {
        float[] array(Frame frame) {
            return made == null ? fixed : made.floats(frame);
        }

        int offset(int direction) {
            return (made == null ? 0 : made.offset()) + direction * length;
        }
    }

    private final Binder on;
    private final Recurrent op;
    private final Operand x;
    private final Operand y;
    private final int times;
    private final int batch;
    private final int hidden;
    private final int gates;
    private final int directions;
    private final Operand projected;
    private final Operand biases;
    private final Operand hiddenState;
    private final Operand cellState;
    private final Operand givenBiases;
    private final Operand firstHidden;
    private final Operand firstCell;
    private Step packing = frame -> {};

    RecurrentSteps(Binder on, Recurrent op) {
        this.on = on;
        this.op = op;
        x = on.input(0);
        y = on.output(0);
        times = x.dim(0);
        batch = x.dim(1);
        hidden = y.dim(3);
        gates = op.cell().gates() * hidden;
        directions = op.direction().count();
        givenBiases = on.has(3) ? on.input(3) : y;
        firstHidden = on.has(5) ? on.input(5) : y;
        firstCell = on.has(6) ? on.input(6) : y;
        projected = on.workspace(ElementType.FLOAT, (long) directions * times * batch * gates);
        biases = on.workspace(ElementType.FLOAT, directions * (gates + hidden));
        hiddenState = on.workspace(ElementType.FLOAT, directions * batch * hidden);
        cellState = on.workspace(ElementType.FLOAT, directions * batch * hidden);
    }

    Step step() {
        var input = pack(1, 0, gates, x.dim(2));
        boolean apart = op.cell() == Recurrent.Cell.GRU;
        var recurrent = pack(2, 0, apart ? 2 * hidden : gates, hidden);
        var candidate = apart ? pack(2, 2 * hidden, hidden, hidden) : recurrent;
        Step recurrence = recurrence(recurrent, candidate);
        return packing.then(this::begin).then(project(input)).then(recurrence).then(this::end);
    }

    private Packed pack(int index, int row, int rows, int depth) {
        int length = Panels.packedLength(depth, rows);
        if (on.constant(index) != null) {
            float[] packed = on.prepared(index, new Key(row, rows), value -> {
                var all = new float[Math.multiplyExact(directions, length)];
                pack(value.floats(), 0, row, rows, depth, all, 0);
                return all;
            });
            return new Packed(packed, null, length);
        }
        Operand weights = on.input(index);
        Operand room = on.workspace(ElementType.FLOAT, (long) directions * length);
        packing = packing.then(frame ->
                pack(weights.floats(frame), weights.offset(), row, rows, depth, room.floats(frame), room.offset()));
        return new Packed(Gemm.NONE, room, length);
    }

    private void pack(float[] weights, int wo, int row, int rows, int depth, float[] packed, int po) {
        int length = Panels.packedLength(depth, rows);
        for (int d = 0; d < directions; d++) {
            int from = wo + (d * gates + row) * depth;
            Panels.packTransposed(weights, from, depth, depth, rows, packed, po + d * length, 0, Panels.count(rows));
        }
    }

    /** Sums the two biases, save that of a GRU's candidate behind the reset gate, and sets the states. */
    private void begin(Frame frame) {
        float[] sum = biases.floats(frame);
        Arrays.fill(sum, biases.offset(), biases.offset() + biases.size(), 0f);
        if (givenBiases != y) {
            float[] b = givenBiases.floats(frame);
            int apart = op.cell() == Recurrent.Cell.GRU && op.linearBeforeReset() ? 2 * hidden : gates;
            for (int d = 0; d < directions; d++) {
                int from = givenBiases.offset() + d * 2 * gates;
                int to = biases.offset() + d * (gates + hidden);
                for (int i = 0; i < gates; i++) {
                    sum[to + i] = b[from + i] + (i < apart ? b[from + gates + i] : 0);
                }
                for (int i = apart; i < gates; i++) {
                    sum[to + gates + i - apart] = b[from + gates + i];
                }
            }
        }
        set(frame, firstHidden, hiddenState);
        set(frame, firstCell, cellState);
    }

    private void set(Frame frame, Operand first, Operand state) {
        if (first == y) {
            Arrays.fill(state.floats(frame), state.offset(), state.offset() + state.size(), 0f);
        } else {
            System.arraycopy(first.floats(frame), first.offset(), state.floats(frame), state.offset(), state.size());
        }
    }

    private void end(Frame frame) {
        copyOut(frame, 1, hiddenState);
        copyOut(frame, 2, cellState);
    }

    private void copyOut(Frame frame, int index, Operand state) {
        if (on.outputs() > index) {
            Operand to = on.output(index);
            System.arraycopy(state.floats(frame), state.offset(), to.floats(frame), to.offset(), state.size());
        }
    }

    private Step project(Packed input) {
        int depth = x.dim(2);
        int rows = times * batch;
        Operand scratch = on.workspace(ElementType.FLOAT, (long) Gemm.scratchLength() * on.threads());
        var tiling = Tiling.of(
                on.threads(), directions, rows, Gemm.ROWS, Panels.count(gates), (long) depth * Panels.WIDTH, GRAIN);
        return on.parallel(tiling.tasks(), 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int d = tiling.matrix(task);
                Gemm.run(
                        tiling.firstRow(task),
                        tiling.endRow(task),
                        tiling.firstPanel(task),
                        tiling.endPanel(task),
                        gates,
                        depth,
                        x.floats(frame),
                        x.offset(),
                        depth,
                        input.array(frame),
                        input.offset(d),
                        biases.floats(frame),
                        biases.offset() + d * (gates + hidden),
                        Gemm.NONE,
                        0,
                        0,
                        projected.floats(frame),
                        projected.offset() + d * rows * gates,
                        gates,
                        Epilogue.NONE,
                        scratch.floats(frame),
                        scratch.offset() + worker * Gemm.scratchLength());
            }
        });
    }

    private Step recurrence(Packed recurrent, Packed candidate) {
        int even = Math.max(1, Math.min(Math.ceilDiv(batch * directions, on.threads()), batch));
        int block = op.roundedState() ? Math.max(1, batch) : even;
        int blocks = Math.ceilDiv(batch, block);
        int length = Gemm.scratchLength() + block * (gates + 2 * hidden);
        Operand room = on.workspace(ElementType.FLOAT, (long) length * on.threads());
        Operand lengths = on.has(4) ? on.input(4) : y;
        Operand peepholes = on.has(7) ? on.input(7) : y;
        var walk = new RecurrentWalk(
                op, recurrent, candidate, projected, biases, lengths, peepholes, hiddenState, cellState, y, room);
        return on.parallel(directions * blocks, 1, (frame, worker, from, to) -> {
            for (int task = from; task < to; task++) {
                int first = task % blocks * block;
                walk.run(frame, task / blocks, first, Math.min(block, batch - first), worker * length);
            }
        });
    }
}
