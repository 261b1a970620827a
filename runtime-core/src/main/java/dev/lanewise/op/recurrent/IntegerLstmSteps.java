package dev.lanewise.op.recurrent;

import static dev.lanewise.op.recurrent.LstmInputs.BIASES;
import static dev.lanewise.op.recurrent.LstmInputs.CANDIDATE;
import static dev.lanewise.op.recurrent.LstmInputs.CELL;
import static dev.lanewise.op.recurrent.LstmInputs.FORGET;
import static dev.lanewise.op.recurrent.LstmInputs.HIDDEN;
import static dev.lanewise.op.recurrent.LstmInputs.INPUT;
import static dev.lanewise.op.recurrent.LstmInputs.NORMS;
import static dev.lanewise.op.recurrent.LstmInputs.OUTPUT;
import static dev.lanewise.op.recurrent.LstmInputs.PROJECTION;
import static dev.lanewise.op.recurrent.LstmInputs.PROJECTION_BIAS;
import static dev.lanewise.op.recurrent.LstmInputs.RECURRENT_WEIGHTS;
import static dev.lanewise.op.recurrent.LstmInputs.WEIGHTS;
import static dev.lanewise.op.recurrent.LstmInputs.X;

import dev.lanewise.kernel.FixedPointFactor;
import dev.lanewise.kernel.LstmIntegers;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The steps of an {@link IntegerLstm}: all batch entries of one time at once, time after time. */
final class IntegerLstmSteps {

    private static final int GATE_INTEGER_BITS = 3;

    private final Binder on;
    private final IntegerLstmScales scales;
    private final @Nullable Operand[] inputs;
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
    private final int[][] inputBias = new int[4][];
    private final int[][] hiddenBias = new int[4][];
    private final int[] projectionBias;
    private final @Nullable IntegerRowProduct[] ofInput = new @Nullable IntegerRowProduct[4];
    private final @Nullable IntegerRowProduct[] ofHidden = new @Nullable IntegerRowProduct[4];
    private final @Nullable IntegerRowProduct projection;
    private final short[] sigmoids;
    private final short[] gateTanhs;
    private final short[] cellTanhs;
    private final Operand gates;
    private final Operand emitted;

    IntegerLstmSteps(Binder on, IntegerLstm op) {
        this.on = on;
        this.scales = op.scales();
        inputs = new @Nullable Operand[NORMS + 4];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = on.has(i) ? on.input(i) : null;
        }
        y = on.output(0);
        cells = input(CELL).dim(-1);
        units = y.dim(-1);
        in = Sequence.of(input(X), op.timeMajor());
        out = Sequence.of(y, op.timeMajor());
        batch = in.batch();
        if (input(HIDDEN).size() != batch * units || input(CELL).size() != batch * cells) {
            throw on.error("its states are " + input(HIDDEN) + " and " + input(CELL) + ", expected " + batch
                    + " rows of " + units + " and " + cells);
        }
        int bits = Short.SIZE - 1 + scales.cellExponent();
        if (bits < 0 || bits > 6) {
            throw on.error("its cells are in steps of 2^" + scales.cellExponent() + ", expected 2^-15 to 2^-9");
        }
        hidden = on.outputs() > 1 ? on.output(1) : on.workspace(ElementType.INT8, (long) batch * units);
        cell = on.outputs() > 2 ? on.output(2) : on.workspace(ElementType.INT16, (long) batch * cells);
        coupled = !on.has(WEIGHTS);
        normalizes = on.has(NORMS + FORGET);
        for (int gate = coupled ? FORGET : INPUT; gate <= OUTPUT; gate++) {
            inputBias[gate] = bias(WEIGHTS + gate, -scales.inputZero(), normalizes ? -1 : BIASES + gate);
            hiddenBias[gate] = bias(RECURRENT_WEIGHTS + gate, -scales.stateZero(), -1);
            ofInput[gate] = new IntegerRowProduct(on, WEIGHTS + gate, batch);
            ofHidden[gate] = new IntegerRowProduct(on, RECURRENT_WEIGHTS + gate, batch);
        }
        projectionBias = on.has(PROJECTION) ? bias(PROJECTION, scales.hiddenZero(), PROJECTION_BIAS) : new int[0];
        projection = on.has(PROJECTION) ? new IntegerRowProduct(on, PROJECTION, batch) : null;
        sigmoids = table("sigmoid", LstmIntegers::sigmoids);
        gateTanhs = table("tanh " + GATE_INTEGER_BITS, () -> LstmIntegers.tanhs(GATE_INTEGER_BITS));
        cellTanhs = table("tanh " + bits, () -> LstmIntegers.tanhs(bits));
        gates = on.workspace(ElementType.INT16, 4L * batch * cells);
        emitted = on.workspace(ElementType.INT8, (long) batch * cells);
    }

    /** A table kept with the weights of the output gate, which all layers have. */
    private short[] table(String name, Supplier<short[]> make) {
        return on.prepared(WEIGHTS + OUTPUT, name, weights -> make.get());
    }

    private Operand input(int index) {
        return Objects.requireNonNull(inputs[index]);
    }

    /** A bias with what a zero point adds to every product with weights. */
    private int[] bias(int weightsIndex, int zero, int biasIndex) {
        Tensor weights = constant(weightsIndex);
        int rows = (int) weights.dim(0);
        int depth = (int) weights.dim(1);
        int[] sums =
                biasIndex >= 0 && on.has(biasIndex) ? constant(biasIndex).ints().clone() : new int[rows];
        byte[] values = weights.bytes();
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < depth; i++) {
                sums[row] += zero * values[row * depth + i];
            }
        }
        return sums;
    }

    private Tensor constant(int index) {
        Tensor value = on.constant(index);
        if (value == null) {
            throw on.error("input " + index + " is not a constant");
        }
        return value;
    }

    Step step() {
        return frame -> {
            Operand h = input(HIDDEN);
            System.arraycopy(h.bytes(frame), h.offset(), hidden.bytes(frame), hidden.offset(), h.size());
            Operand c = input(CELL);
            System.arraycopy(c.shorts(frame), c.offset(), cell.shorts(frame), cell.offset(), c.size());
            for (int t = 0; t < in.times(); t++) {
                frame.checkpoint();
                time(frame, t);
            }
        };
    }

    private int gate(int gate) {
        return gates.offset() + gate * batch * cells;
    }

    private void time(Frame frame, int t) {
        int n = batch * cells;
        short[] g = gates.shorts(frame);
        short[] c = cell.shorts(frame);
        int co = cell.offset();
        compute(frame, t, FORGET);
        LstmIntegers.look(sigmoids, g, gate(FORGET), g, gate(FORGET), n);
        compute(frame, t, CANDIDATE);
        LstmIntegers.look(gateTanhs, g, gate(CANDIDATE), g, gate(CANDIDATE), n);
        if (!coupled) {
            compute(frame, t, INPUT);
            LstmIntegers.look(sigmoids, g, gate(INPUT), g, gate(INPUT), n);
        }
        int exponent = scales.cellExponent();
        int input = coupled ? -1 : gate(INPUT);
        LstmIntegers.update(g, gate(FORGET), input, gate(CANDIDATE), exponent, scales.cellClip(), c, co, n);
        compute(frame, t, OUTPUT);
        LstmIntegers.look(sigmoids, g, gate(OUTPUT), g, gate(OUTPUT), n);
        LstmIntegers.look(cellTanhs, c, co, g, gate(INPUT), n);
        byte[] made = emitted.bytes(frame);
        // TFLite takes the zero point away where a projection follows, whose bias makes up for it.
        int zero = projection == null ? scales.hiddenZero() : -scales.hiddenZero();
        LstmIntegers.emit(g, gate(OUTPUT), g, gate(INPUT), scales.hidden(), zero, made, emitted.offset(), n);
        give(frame, t, made);
    }

    private void compute(Frame frame, int t, int gate) {
        short[] g = gates.shorts(frame);
        int at = gate(gate);
        Arrays.fill(g, at, at + batch * cells, (short) 0);
        Operand x = input(X);
        var product = Objects.requireNonNull(ofInput[gate]);
        product.run(frame, x.bytes(frame), x.offset() + t * in.timeStep(), in.rowStep(), batch);
        accumulate(frame, product, inputBias[gate], scales.input().get(gate), g, at);
        product = Objects.requireNonNull(ofHidden[gate]);
        product.run(frame, hidden.bytes(frame), hidden.offset(), units, batch);
        accumulate(frame, product, hiddenBias[gate], scales.recurrent().get(gate), g, at);
        if (gate != CANDIDATE && inputs[LstmInputs.peephole(gate)] != null) {
            Operand p = input(LstmInputs.peephole(gate));
            short[] c = cell.shorts(frame);
            var factor = scales.peephole().get(gate);
            LstmIntegers.peep(p.shorts(frame), p.offset(), c, cell.offset(), batch, cells, factor, g, at);
        }
        if (normalizes) {
            normalize(frame, gate, g, at);
        }
    }

    private void accumulate(
            Frame frame, IntegerRowProduct product, int[] bias, FixedPointFactor factor, short[] g, int at) {
        Operand sums = product.sums();
        LstmIntegers.accumulate(sums.ints(frame), sums.offset(), batch, cells, bias, factor, g, at);
    }

    private void normalize(Frame frame, int gate, short[] g, int at) {
        Operand weights = input(NORMS + gate);
        Operand bias = input(BIASES + gate);
        for (int row = 0; row < batch; row++) {
            LstmIntegers.normalize(
                    g,
                    at + row * cells,
                    cells,
                    weights.shorts(frame),
                    weights.offset(),
                    bias.ints(frame),
                    bias.offset(),
                    scales.norm().get(gate),
                    scales.leastVariances().get(gate));
        }
    }

    /** What comes out of the cells, projected or not, becomes the hidden state and the output. */
    private void give(Frame frame, int t, byte[] made) {
        byte[] h = hidden.bytes(frame);
        int ho = hidden.offset();
        if (projection == null) {
            System.arraycopy(made, emitted.offset(), h, ho, batch * units);
        } else {
            projection.run(frame, made, emitted.offset(), cells, batch);
            Operand sums = projection.sums();
            LstmIntegers.project(
                    sums.ints(frame),
                    sums.offset(),
                    batch,
                    units,
                    projectionBias,
                    scales.projection(),
                    scales.stateZero(),
                    h,
                    ho);
            int clip = scales.projectionClip();
            for (int i = ho; clip > 0 && i < ho + batch * units; i++) {
                h[i] = (byte) Math.clamp(h[i], -clip, clip);
            }
        }
        for (int row = 0; row < batch; row++) {
            int to = y.offset() + t * out.timeStep() + row * out.rowStep();
            System.arraycopy(h, ho + row * units, y.bytes(frame), to, units);
        }
    }
}
