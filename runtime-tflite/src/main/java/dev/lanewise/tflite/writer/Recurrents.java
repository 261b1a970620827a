package dev.lanewise.tflite.writer;

import dev.lanewise.op.nn.Recurrent;
import dev.lanewise.op.nn.RecurrentActivation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tflite.file.Options;
import java.util.Arrays;

/**
 * A recurrent layer, step by step. TFLite's own builtins for them keep their state in variables, where no caller can put
 * the state that a sequence begins with.
 */
final class Recurrents {

    /** A longer sequence would make an unreasonable number of operators. */
    private static final int MOST_STEPS = 256;

    private final NodeWriter on;
    private final Recurrent op;
    private final int steps;
    private final int batch;
    private final int hidden;
    private final int gates;

    private Recurrents(NodeWriter on, Recurrent op) {
        this.on = on;
        this.op = op;
        long[] shape = on.fixed(on.in(0));
        steps = Math.toIntExact(shape[0]);
        batch = Math.toIntExact(shape[1]);
        hidden = Math.toIntExact(on.outputShape(0)[3]);
        gates = op.cell().gates();
        if (steps > MOST_STEPS) {
            throw on.unsupported("has " + steps + " steps, of which at most " + MOST_STEPS + " are written");
        }
        if (on.has(4) || on.has(7) || op.roundedState() || op.inputForget()) {
            throw on.unsupported("has sequence lengths, peepholes, coupled gates or rounded states");
        }
    }

    /** The states of a direction. */
    private record States(int[] hidden, int lastHidden, int lastCell) {}

    static void write(NodeWriter on, Recurrent op) {
        var layer = new Recurrents(on, op);
        int directions = op.direction().count();
        var states = new States[directions];
        for (int d = 0; d < directions; d++) {
            states[d] = layer.direction(d);
        }
        if (on.isUsed(0)) {
            on.give(0, layer.sequence(states));
        }
        for (int i = 1; i < on.outputs(); i++) {
            if (on.isUsed(i)) {
                boolean cell = i == 2;
                int[] last = Arrays.stream(states)
                        .mapToInt(s -> layer.block(cell ? s.lastCell() : s.lastHidden(), 1))
                        .toArray();
                on.give(i, layer.joined(last, on.outputShape(i)));
            }
        }
    }

    private int sequence(States[] states) {
        var parts = new int[steps];
        for (int t = 0; t < steps; t++) {
            int step = t;
            int[] along = Arrays.stream(states)
                    .mapToInt(s -> on.reshaped(s.hidden()[step], 1, 1, batch, hidden))
                    .toArray();
            parts[t] = along.length == 1 ? along[0] : concatenated(1, along, 1, along.length, batch, hidden);
        }
        return joined(parts, on.outputShape(0));
    }

    private int block(int state, int extent) {
        return on.reshaped(state, extent, batch, hidden);
    }

    private int joined(int[] parts, long[] shape) {
        return parts.length == 1 ? parts[0] : concatenated(0, parts, shape);
    }

    private int concatenated(int axis, int[] parts, long... shape) {
        return on.add("CONCATENATION", Options.of().int32(0, axis), ElementType.FLOAT, shape, parts);
    }

    /** One direction's part of a constant. */
    private float[] part(int input, int direction, int length) {
        if (!on.has(input)) {
            return new float[length];
        }
        StoredConstant stored = StoredConstant.of(on.edge(input));
        if (stored == null) {
            throw on.unsupported("input " + input + " is computed, not constant");
        }
        return Arrays.copyOfRange(stored.floats(), direction * length, (direction + 1) * length);
    }

    private States direction(int d) {
        int inputs = Math.toIntExact(on.extent(on.in(0), 2));
        int rows = gates * hidden;
        boolean late = op.cell() == Recurrent.Cell.GRU && op.linearBeforeReset();
        float[] both = part(3, d, 2 * rows);
        float[] bias = Arrays.copyOf(both, rows);
        float[] recurrentBias = Arrays.copyOfRange(both, rows, 2 * rows);
        for (int i = 0; i < rows; i++) {
            boolean apart = late && i >= 2 * hidden;
            bias[i] += apart ? 0 : recurrentBias[i];
            recurrentBias[i] = apart ? recurrentBias[i] : 0;
        }
        int weights = on.constant(Tensor.of(part(1, d, rows * inputs), rows, inputs));
        int flat = on.reshaped(on.in(0), (long) steps * batch, inputs);
        int projected = product(flat, weights, on.constant(Tensor.of(bias, rows)), (long) steps * batch, rows);
        float[] recurrent = part(2, d, rows * hidden);
        var cell = new Cell(d, recurrent, on.constant(Tensor.of(recurrentBias, rows)));
        boolean backwards = op.direction() == Recurrent.Direction.REVERSE || d == 1;
        int h = initial(5, d);
        int c = op.cell() == Recurrent.Cell.LSTM ? initial(6, d) : h;
        var states = new int[steps];
        for (int i = 0; i < steps; i++) {
            int t = backwards ? steps - 1 - i : i;
            int x = steps == 1 ? projected : rows(projected, t * batch, batch, rows);
            int[] next = cell.step(x, h, c);
            h = next[0];
            c = next[1];
            states[t] = h;
        }
        return new States(states, h, c);
    }

    private int initial(int input, int d) {
        if (!on.has(input)) {
            return on.constant(Tensor.zeros(ElementType.FLOAT, batch, hidden));
        }
        int all = on.reshaped(on.in(input), (long) op.direction().count() * batch, hidden);
        return op.direction().count() == 1 ? all : rows(all, d * batch, batch, hidden);
    }

    private int rows(int x, int from, int count, int columns) {
        return on.add(
                "SLICE",
                Options.NONE,
                ElementType.FLOAT,
                new long[] {count, columns},
                x,
                on.vector(from, 0),
                on.vector(count, columns));
    }

    private int product(int x, int weights, int bias, long rows, long columns) {
        var options = Options.of().int8(0, 0).flag(2, true);
        return on.add("FULLY_CONNECTED", options, ElementType.FLOAT, new long[] {rows, columns}, x, weights, bias);
    }

    /** What makes the next states. */
    private final class Cell {
        private final int direction;
        private final int recurrent;
        private final int candidate;
        private final int bias;

        Cell(int direction, float[] weights, int bias) {
            this.direction = direction;
            this.bias = bias;
            this.recurrent = on.constant(Tensor.of(weights, gates * hidden, hidden));
            boolean apart = op.cell() == Recurrent.Cell.GRU && !op.linearBeforeReset();
            float[] last = Arrays.copyOfRange(weights, (gates - 1) * hidden * hidden, weights.length);
            this.candidate = apart ? on.constant(Tensor.of(last, hidden, hidden)) : -1;
        }

        int[] step(int x, int h, int c) {
            int y = product(h, recurrent, bias, batch, gates * hidden);
            return switch (op.cell()) {
                case RNN -> new int[] {activated(0, on.binary("ADD", x, y)), c};
                case LSTM -> lstm(on.binary("ADD", x, y), c);
                case GRU -> new int[] {gru(x, y, h), c};
            };
        }

        /** Gates in the order input, output, forget, cell. */
        private int[] lstm(int sums, int c) {
            int[] parts = parts(sums);
            int input = activated(0, parts[0]);
            int forget = activated(0, parts[2]);
            int fresh = activated(1, parts[3]);
            int cell = on.binary("ADD", on.binary("MUL", forget, c), on.binary("MUL", input, fresh));
            int output = activated(0, parts[1]);
            return new int[] {on.binary("MUL", output, activated(2, cell)), cell};
        }

        /** Gates in the order update, reset, candidate. */
        private int gru(int x, int y, int h) {
            int[] ofInput = parts(x);
            int[] ofState = parts(y);
            int update = activated(0, on.binary("ADD", ofInput[0], ofState[0]));
            int reset = activated(0, on.binary("ADD", ofInput[1], ofState[1]));
            int zero = on.constant(Tensor.zeros(ElementType.FLOAT, hidden));
            int seen = op.linearBeforeReset()
                    ? on.binary("MUL", reset, ofState[2])
                    : product(on.binary("MUL", reset, h), candidate, zero, batch, hidden);
            int fresh = activated(1, on.binary("ADD", ofInput[2], seen));
            return on.binary("ADD", fresh, on.binary("MUL", update, on.binary("SUB", h, fresh)));
        }

        private int[] parts(int sums) {
            int[] parts = new int[gates];
            Arrays.setAll(parts, i -> on.tensor("gate", ElementType.FLOAT, new long[] {batch, hidden}));
            int axis = on.constant(Tensor.of(new int[] {1}));
            on.add("SPLIT", Options.of().int32(0, gates), new int[] {axis, sums}, parts);
            return parts;
        }

        private int activated(int which, int x) {
            RecurrentActivation f = op.activations().get(direction * op.cell().activations() + which);
            return Functions.activated(on, f, op.clip(), x);
        }
    }
}
