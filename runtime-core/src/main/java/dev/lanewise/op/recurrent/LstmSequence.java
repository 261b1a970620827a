package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An LSTM layer over a sequence. Inputs, absent ones left out: x {@code [batch, time, depth]}, or {@code [time, batch,
 * depth]}, or {@code [batch, depth]} for a single time; weights {@code [cells, depth]} and recurrent weights {@code
 * [cells, units]} of four gates (input, forget, cell, output), those of the input gate absent where it is one minus the
 * forget gate; peepholes {@code [cells]} (input, forget, output); biases {@code [cells]}; projection {@code [units,
 * cells]} and its bias; the hidden state {@code [batch, units]} and the cell state {@code [batch, cells]} before;
 * factors of layer normalization {@code [cells]} of four gates; an auxiliary x with weights of four gates. Outputs: y,
 * and both states behind. TFLite LSTM, UNIDIRECTIONAL_SEQUENCE_LSTM, BIDIRECTIONAL_SEQUENCE_LSTM.
 *
 * @param timeMajor whether time is the first axis of x and y
 * @param backwards whether the sequence is walked from its end
 * @param activation of the candidate and of the cell on its way out
 * @param cellClip bound of the cell state's absolute values; 0 for none
 * @param projectionClip bound of the projection's; 0 for none
 * @param hybrid of weights of 8 bits; null where all are in float
 */
public record LstmSequence(
        boolean timeMajor,
        boolean backwards,
        CellActivation activation,
        float cellClip,
        float projectionClip,
        @Nullable HybridWeights hybrid)
        implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(LstmInputs.X, ElementType.FLOAT);
        in.require(LstmInputs.HIDDEN, ElementType.FLOAT);
        in.require(LstmInputs.CELL, ElementType.FLOAT);
        return LstmInputs.infer(in).subList(0, in.outputs());
    }

    @Override
    public Step bind(Binder on) {
        return new LstmSteps(on, this).step();
    }
}
