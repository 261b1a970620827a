package dev.lanewise.op.recurrent;

import dev.lanewise.kernel.FixedPointFactor;
import java.util.List;

/**
 * What integers of an {@link IntegerLstm} stand for. Lists have an entry for each gate: input, forget, cell, output.
 *
 * @param input what products of x and weights are multiplied by
 * @param recurrent what products of the hidden state and weights are multiplied by
 * @param peephole what products of the cell state and weights are multiplied by
 * @param norm what normalized gates are multiplied by
 * @param leastVariances used in normalization where a variance is 0
 * @param hidden what products of output gate and cell are multiplied by
 * @param projection what projections are multiplied by
 * @param inputZero zero point of x
 * @param stateZero zero point of the hidden state
 * @param hiddenZero zero point of what comes out of the cells
 * @param cellExponent cells are in steps of 2 to this power, −15 to −9
 * @param cellClip bound of cells' absolute values; 0 for none
 * @param projectionClip bound of projections' absolute values; 0 for none
 */
public record IntegerLstmScales(
        List<FixedPointFactor> input,
        List<FixedPointFactor> recurrent,
        List<FixedPointFactor> peephole,
        List<FixedPointFactor> norm,
        List<Integer> leastVariances,
        FixedPointFactor hidden,
        FixedPointFactor projection,
        int inputZero,
        int stateZero,
        int hiddenZero,
        int cellExponent,
        int cellClip,
        int projectionClip) {

    public IntegerLstmScales {
        input = List.copyOf(input);
        recurrent = List.copyOf(recurrent);
        peephole = List.copyOf(peephole);
        norm = List.copyOf(norm);
        leastVariances = List.copyOf(leastVariances);
    }
}
