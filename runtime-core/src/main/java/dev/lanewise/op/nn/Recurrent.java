package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * A recurrent layer over time-major {@code [T, N, I]}. Inputs: X, W {@code [D, G*H, I]}, R {@code [D, G*H, H]}, and
 * optionally B {@code [D, 2*G*H]}, sequence lengths {@code [N]}, initial hidden state and, for LSTM, initial cell state
 * {@code [D, N, H]} and peepholes {@code [D, 3*H]}. Outputs: Y {@code [T, D, N, H]}, the last hidden state and, for
 * LSTM, the last cell state. D is the number of directions, G the number of gates. ONNX RNN, GRU, LSTM.
 *
 * @param activations as many as the cell has, direction after direction
 * @param clip bound of what goes into activations; 0 for none
 * @param inputForget LSTM: whether the forget gate is one minus the input gate
 * @param linearBeforeReset GRU: whether the reset gate is applied behind the linear part
 * @param roundedState whether the hidden states are rounded to UINT8 of their own range before they are multiplied
 */
public record Recurrent(
        Cell cell,
        Direction direction,
        List<RecurrentActivation> activations,
        float clip,
        boolean inputForget,
        boolean linearBeforeReset,
        boolean roundedState)
        implements KernelOperator, ComputesWide {

    /** The kind of cell. */
    public enum Cell {
        RNN(1, 1),
        GRU(3, 2),
        LSTM(4, 3);

        private final int gates;
        private final int activations;

        Cell(int gates, int activations) {
            this.gates = gates;
            this.activations = activations;
        }

        /** Number of gates. */
        public int gates() {
            return gates;
        }

        /** Number of activations in each direction. */
        public int activations() {
            return activations;
        }
    }

    /** Which way time is walked. */
    public enum Direction {
        FORWARD,
        REVERSE,
        BIDIRECTIONAL;

        /** Number of directions. */
        public int count() {
            return this == BIDIRECTIONAL ? 2 : 1;
        }
    }

    public Recurrent {
        activations = List.copyOf(activations);
    }

    public Recurrent(
            Cell cell,
            Direction direction,
            List<RecurrentActivation> activations,
            float clip,
            boolean inputForget,
            boolean linearBeforeReset) {
        this(cell, direction, activations, clip, inputForget, linearBeforeReset, false);
    }

    /** The same layer with rounded states. */
    public Recurrent withRoundedState() {
        return new Recurrent(cell, direction, activations, clip, inputForget, linearBeforeReset, true);
    }

    @Override
    public String name() {
        return cell.name();
    }

    @Override
    public ElementType computeType(ElementType type) {
        return type == ElementType.DOUBLE
                ? ElementType.FLOAT
                : type == ElementType.INT32 ? type : ComputesWide.super.computeType(type);
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        in.requireRank(0, 3, 3);
        in.requireRank(1, 3, 3);
        in.requireRank(2, 3, 3);
        int directions = direction.count();
        if (activations.size() != directions * cell.activations()) {
            throw in.error("has " + activations.size() + " activations, expected " + directions * cell.activations());
        }
        Shape x = ranked(in, 0);
        Shape w = ranked(in, 1);
        Shape r = ranked(in, 2);
        long hidden = r.dim(2);
        long rows = hidden < 0 ? Shape.ANY : hidden * cell.gates();
        expect(in, 1, w, directions, rows, x.dim(2));
        expect(in, 2, r, directions, rows, hidden);
        if (in.has(3)) {
            expect(in, 3, in.shape(3), directions, rows < 0 ? Shape.ANY : 2 * rows);
        }
        if (in.has(4)) {
            in.require(4, ElementType.INT32);
            expect(in, 4, in.shape(4), x.dim(1));
        }
        for (int i = 5; i <= 6; i++) {
            if (in.has(i)) {
                expect(in, i, in.shape(i), directions, x.dim(1), hidden);
            }
        }
        if (in.has(7)) {
            expect(in, 7, in.shape(7), directions, hidden < 0 ? Shape.ANY : 3 * hidden);
        }
        TensorType y = in.tensor(0).as(Shape.of(x.dim(0), directions, x.dim(1), hidden));
        TensorType state = in.tensor(0).as(Shape.of(directions, x.dim(1), hidden));
        return List.of(y, state, state).subList(0, in.outputs());
    }

    private static Shape ranked(Inference in, int index) {
        Shape shape = in.shape(index);
        return shape.isRanked() ? shape : Shape.ofRank(3);
    }

    private static void expect(Inference in, int index, Shape found, long... expected) {
        boolean fits = !found.isRanked() || found.rank() == expected.length;
        for (int i = 0; fits && found.isRanked() && i < expected.length; i++) {
            fits = found.dim(i) < 0 || expected[i] < 0 || found.dim(i) == expected[i];
        }
        if (!fits) {
            throw in.error("input " + index + " has shape " + found + ", expected " + Shape.of(expected));
        }
    }

    @Override
    public Step bind(Binder on) {
        if (on.output(0).size() == 0) {
            return frame -> {};
        }
        return new RecurrentSteps(on, this).step();
    }
}
