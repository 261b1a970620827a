package dev.lanewise.tflite;

import dev.lanewise.graph.Edge;
import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.op.recurrent.IntegerLstm;
import dev.lanewise.op.recurrent.IntegerLstmScales;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * LSTM layers in integers: what their factors are follows from the scales of the tensors, computed in float as TFLite
 * does.
 */
final class IntegerLstmReader {

    private static final int INPUTS = 24;
    private static final int WEIGHTS = 1;
    private static final int RECURRENT = 5;
    private static final int PEEPHOLES = 9;
    private static final int PROJECTION = 16;
    private static final int HIDDEN = 18;
    private static final int CELL = 19;
    private static final int NORMS = 20;
    private static final int GATES = 4;
    private static final int OUTPUT = 3;
    private static final int INTERMEDIATES = 5;
    private static final int INTERMEDIATES_OF_BYTES = 12;

    /** Gates are in steps of 2^-12 where they are not normalized. */
    private static final float GATE_STEP = 1f / (1 << 12);

    /** What keeps normalization in range where a variance is 0, in steps of the factors' scale. */
    private static final int LEAST_VARIANCE = 10000;

    private final TfliteNode node;
    private final boolean normalizes;

    private IntegerLstmReader(TfliteNode node) {
        this.node = node;
        this.normalizes = node.hasInput(NORMS + 1);
    }

    /** Adds the layer, assigns its states, and gives its output. */
    static Edge read(TfliteNode node, boolean timeMajor) {
        return new IntegerLstmReader(node).read(timeMajor);
    }

    private Edge read(boolean timeMajor) {
        if (node.intermediates() == INTERMEDIATES_OF_BYTES) {
            throw node.unsupported("its " + INTERMEDIATES_OF_BYTES
                    + " intermediate tensors are those of gates of 8 bits,"
                    + " which TFLite leaves undefined: its kernel takes the factor of the output gate's recurrent sums"
                    + " from element 11 of an array of 8; expected " + INTERMEDIATES + ", those of gates of 16 bits");
        }
        if (node.intermediates() != INTERMEDIATES) {
            throw node.unsupported(
                    "it has " + node.intermediates() + " intermediate tensors, expected " + INTERMEDIATES);
        }
        var edges = new ArrayList<@Nullable Edge>();
        for (int i = 0; i < INPUTS; i++) {
            edges.add(node.hasInput(i) ? node.input(i) : null);
        }
        var made = node.add(new IntegerLstm(timeMajor, scales()), edges, 3);
        node.assign(HIDDEN, made.output(1));
        node.assign(CELL, made.output(2));
        return made.output(0);
    }

    private IntegerLstmScales scales() {
        float state = node.scale(HIDDEN);
        float cell = node.scale(CELL);
        int exponent = Math.getExponent(cell);
        if (cell != Math.scalb(1f, exponent)) {
            throw node.error("its cells are in steps of " + cell + ", expected a power of two");
        }
        float hidden = node.scale(node.intermediate(GATES), "intermediate " + GATES);
        float projection = node.hasInput(PROJECTION) ? node.scale(PROJECTION) : 1;
        float norm = 1f / (1 << 15);
        return new IntegerLstmScales(
                factors(gate -> WEIGHTS + gate, node.scale(0)),
                factors(gate -> RECURRENT + gate, state),
                factors(gate -> gate == OUTPUT ? PEEPHOLES + 2 : gate == 2 ? -1 : PEEPHOLES + gate, cell),
                norms(),
                leastVariances(),
                FixedPointFactor.of(norm / hidden * norm),
                FixedPointFactor.of(projection * hidden / state),
                node.inputInfo(0).quantization().zeroPoint(),
                node.inputInfo(HIDDEN).quantization().zeroPoint(),
                node.intermediate(GATES).zeroPoint(),
                exponent,
                clip(node.number(1, 0), cell, Short.MAX_VALUE),
                clip(node.number(2, 0), node.outputScale(0), Byte.MAX_VALUE));
    }

    /** What products with the weights of each gate are multiplied by. */
    private List<FixedPointFactor> factors(IntUnaryOperator weights, float scale) {
        var factors = new ArrayList<FixedPointFactor>();
        for (int gate = 0; gate < GATES; gate++) {
            int index = weights.applyAsInt(gate);
            boolean there = index >= 0 && node.hasInput(index);
            float step = normalizes && there ? node.scale(node.intermediate(gate), "intermediate " + gate) : GATE_STEP;
            factors.add(FixedPointFactor.of(there ? node.scale(index) * scale / step : 1));
        }
        return factors;
    }

    private List<FixedPointFactor> norms() {
        var norms = new ArrayList<FixedPointFactor>();
        for (int gate = 0; gate < GATES; gate++) {
            norms.add(FixedPointFactor.of(node.hasInput(NORMS + gate) ? node.scale(NORMS + gate) : 1));
        }
        return norms;
    }

    private List<Integer> leastVariances() {
        var least = new ArrayList<Integer>();
        for (int gate = 0; gate < GATES; gate++) {
            float scale = node.hasInput(NORMS + gate) ? node.scale(NORMS + gate) : 1;
            least.add(Math.max(1, (int) (LEAST_VARIANCE * scale)));
        }
        return least;
    }

    /** A bound as integers, 0 for none. */
    private static int clip(float bound, float scale, int greatest) {
        return bound > 0 ? (int) Math.min(bound / scale, greatest) : 0;
    }
}
