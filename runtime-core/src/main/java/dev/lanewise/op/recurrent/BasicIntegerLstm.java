package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.BasicLstmIntegers;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * One step of an LSTM layer in integers. Inputs: x, UINT8 {@code [batch, depth]}; the hidden state, UINT8 {@code [batch,
 * units]}; weights, UINT8 {@code [4 * units, depth + units]}, rows in the order of input gate, candidate, forget gate and
 * output gate; their bias, INT32; the cell state, INT16 {@code [batch, units]} in steps of 2^-11. Outputs: both states
 * behind. Zero is 128 but in weights. TFLite LSTM, the basic kernel.
 *
 * @param factor brings sums of products to steps of 2^-12
 * @param weightsZero what stands for 0 in weights
 */
public record BasicIntegerLstm(FixedPointFactor factor, int weightsZero) implements KernelOperator {

    private static final int HIDDEN = 1;
    private static final int WEIGHTS = 2;
    private static final int BIAS = 3;
    private static final int CELL = 4;

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.UINT8);
        in.require(HIDDEN, ElementType.UINT8);
        in.require(WEIGHTS, ElementType.UINT8);
        in.require(BIAS, ElementType.INT32);
        in.require(CELL, ElementType.INT16);
        for (int i : new int[] {0, HIDDEN, WEIGHTS, CELL}) {
            in.requireRank(i, 2, 2);
        }
        if (in.shape(0).isFixed()
                && in.shape(HIDDEN).isFixed()
                && in.shape(CELL).isFixed()) {
            long batch = in.shape(0).dim(0);
            long units = in.shape(HIDDEN).dim(1);
            expect(in, HIDDEN, batch, units);
            expect(in, CELL, batch, units);
            expect(in, WEIGHTS, 4 * units, in.shape(0).dim(1) + units);
            expect(in, BIAS, 4 * units);
        }
        return List.of(in.tensor(HIDDEN), in.tensor(CELL));
    }

    private static void expect(Inference in, int index, long... dims) {
        if (in.shape(index).isFixed() && !in.shape(index).equals(Shape.of(dims))) {
            throw in.error("input " + index + " has shape " + in.shape(index) + ", expected " + Shape.of(dims));
        }
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand hidden = on.input(HIDDEN);
        Operand weights = on.input(WEIGHTS);
        Operand bias = on.input(BIAS);
        Operand cell = on.input(CELL);
        Operand y = on.output(0);
        Operand next = on.output(1);
        int depth = x.dim(1);
        int units = hidden.dim(1);
        int width = depth + units;
        int rows = 4 * units;
        Operand sums = on.workspace(ElementType.INT32, rows);
        return frame -> {
            int[] s = sums.ints(frame);
            int so = sums.offset();
            byte[] w = weights.bytes(frame);
            int wo = weights.offset();
            System.arraycopy(cell.shorts(frame), cell.offset(), next.shorts(frame), next.offset(), cell.size());
            for (int b = 0; b < x.dim(0); b++) {
                System.arraycopy(bias.ints(frame), bias.offset(), s, so, rows);
                int xo = x.offset() + b * depth;
                BasicLstmIntegers.multiply(x.bytes(frame), xo, depth, w, wo, width, weightsZero, s, so, rows);
                int ho = hidden.offset() + b * units;
                BasicLstmIntegers.multiply(
                        hidden.bytes(frame), ho, units, w, wo + depth, width, weightsZero, s, so, rows);
                int at = b * units;
                BasicLstmIntegers.step(
                        s, so, factor, next.shorts(frame), next.offset() + at, y.bytes(frame), y.offset() + at, units);
            }
        };
    }
}
