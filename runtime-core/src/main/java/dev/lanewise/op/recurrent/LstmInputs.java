package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import java.util.List;

/**
 * Where an LSTM layer has its inputs. Those that it has for each gate come in the order of input, forget, cell and
 * output gate; peepholes in the order of input, forget and output gate.
 */
final class LstmInputs {

    static final int X = 0;
    static final int WEIGHTS = 1;
    static final int RECURRENT_WEIGHTS = 5;
    static final int PEEPHOLES = 9;
    static final int BIASES = 12;
    static final int PROJECTION = 16;
    static final int PROJECTION_BIAS = 17;
    static final int HIDDEN = 18;
    static final int CELL = 19;
    static final int NORMS = 20;
    static final int AUXILIARY = 24;
    static final int AUXILIARY_WEIGHTS = 25;

    static final int INPUT = 0;
    static final int FORGET = 1;
    static final int CANDIDATE = 2;
    static final int OUTPUT = 3;

    private LstmInputs() {}

    /** Input of a gate's peephole. */
    static int peephole(int gate) {
        return PEEPHOLES + (gate == OUTPUT ? 2 : gate);
    }

    /** Types of the output and of both states; fails where shapes do not fit. */
    static List<ValueType> infer(Inference in) {
        in.requireRank(X, 2, 3);
        Shape x = in.shape(X);
        long cells = extent(in, WEIGHTS + OUTPUT, 0);
        long units = extent(in, RECURRENT_WEIGHTS + OUTPUT, 1);
        for (int gate = in.has(WEIGHTS) ? INPUT : FORGET; gate <= OUTPUT; gate++) {
            expect(in, WEIGHTS + gate, cells, x.isRanked() ? x.dim(-1) : Shape.ANY);
            expect(in, RECURRENT_WEIGHTS + gate, cells, units);
            expectIfThere(in, BIASES + gate, cells);
            expectIfThere(in, NORMS + gate, cells);
            if (gate != CANDIDATE) {
                expectIfThere(in, peephole(gate), cells);
            }
        }
        if (in.has(PROJECTION)) {
            expect(in, PROJECTION, units, cells);
            expectIfThere(in, PROJECTION_BIAS, units);
        } else if (cells >= 0 && units >= 0 && cells != units) {
            throw in.error("has " + cells + " cells and " + units + " units, which takes a projection");
        }
        TensorType hidden = in.tensor(HIDDEN);
        Shape y = x.isRanked() ? x.with(-1, units) : Shape.UNRANKED;
        return List.of(new TensorType(hidden.element(), y), hidden, in.tensor(CELL));
    }

    private static long extent(Inference in, int index, int axis) {
        in.requireRank(index, 2, 2);
        Shape shape = in.shape(index);
        return shape.isRanked() ? shape.dim(axis) : Shape.ANY;
    }

    private static void expectIfThere(Inference in, int index, long... dims) {
        if (in.has(index)) {
            expect(in, index, dims);
        }
    }

    private static void expect(Inference in, int index, long... dims) {
        Shape shape = in.shape(index);
        boolean fits = !shape.isRanked() || shape.rank() == dims.length;
        for (int i = 0; fits && shape.isRanked() && i < dims.length; i++) {
            fits = dims[i] < 0 || shape.dim(i) < 0 || shape.dim(i) == dims[i];
        }
        if (!fits) {
            throw in.error("input " + index + " has shape " + shape + ", expected " + Shape.of(dims));
        }
    }
}
