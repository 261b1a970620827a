package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * An LSTM layer over a sequence in integers: x, hidden state, weights and y INT8, cells, peepholes and factors of
 * normalization INT16, biases INT32. Inputs and outputs as those of {@link LstmSequence}, without an auxiliary x;
 * weights must be constants. Gates have 3 integer bits. TFLite LSTM and UNIDIRECTIONAL_SEQUENCE_LSTM with 8-bit inputs
 * and 16-bit cells.
 */
public record IntegerLstm(boolean timeMajor, IntegerLstmScales scales) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(LstmInputs.X, ElementType.INT8);
        in.require(LstmInputs.HIDDEN, ElementType.INT8);
        in.require(LstmInputs.CELL, ElementType.INT16);
        for (int gate = in.has(LstmInputs.WEIGHTS) ? LstmInputs.INPUT : LstmInputs.FORGET; gate < 4; gate++) {
            in.require(LstmInputs.WEIGHTS + gate, ElementType.INT8);
            in.require(LstmInputs.RECURRENT_WEIGHTS + gate, ElementType.INT8);
            in.require(LstmInputs.BIASES + gate, ElementType.INT32);
        }
        return LstmInputs.infer(in).subList(0, in.outputs());
    }

    @Override
    public Step bind(Binder on) {
        return new IntegerLstmSteps(on, this).step();
    }
}
