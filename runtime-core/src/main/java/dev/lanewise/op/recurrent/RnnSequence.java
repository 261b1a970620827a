package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.SvdfKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Frame;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A simple recurrent layer over a sequence: {@code h = activation(x W + h R + bias)}. Inputs: x {@code [batch, time,
 * depth]}, {@code [time, batch, depth]} or {@code [batch, depth]}; W {@code [units, depth]}, R {@code [units, units]},
 * bias {@code [units]}, the hidden state {@code [batch, units]}, and optionally an auxiliary x with its weights.
 * Outputs: y, and the state behind. TFLite RNN, UNIDIRECTIONAL_SEQUENCE_RNN, BIDIRECTIONAL_SEQUENCE_RNN.
 *
 * @param timeMajor whether time is the first axis of x and y
 * @param backwards whether the sequence is walked from its end
 * @param hybrid of weights of 8 bits; null where all are in float
 */
public record RnnSequence(
        boolean timeMajor,
        boolean backwards,
        CellActivation activation,
        @Nullable HybridWeights hybrid) implements KernelOperator {

    private static final int X = 0;
    private static final int WEIGHTS = 1;
    private static final int RECURRENT_WEIGHTS = 2;
    private static final int BIAS = 3;
    private static final int HIDDEN = 4;
    private static final int AUXILIARY = 5;
    private static final int AUXILIARY_WEIGHTS = 6;

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(X, ElementType.FLOAT);
        in.require(BIAS, ElementType.FLOAT);
        in.require(HIDDEN, ElementType.FLOAT);
        in.requireRank(X, 2, 3);
        in.requireRank(WEIGHTS, 2, 2);
        in.requireRank(RECURRENT_WEIGHTS, 2, 2);
        Shape x = in.shape(X);
        Shape w = in.shape(WEIGHTS);
        Shape r = in.shape(RECURRENT_WEIGHTS);
        Shape bias = in.shape(BIAS);
        if (w.isFixed() && r.isFixed() && x.isRanked() && bias.isFixed()) {
            long units = w.dim(0);
            boolean fits = (x.dim(-1) < 0 || x.dim(-1) == w.dim(1))
                    && r.dim(0) == units
                    && r.dim(1) == units
                    && bias.size() == units;
            if (!fits) {
                throw in.error("x is " + x + ", weights are " + w + " and " + r + ", the bias " + bias
                        + ": they do not fit each other");
            }
        }
        Shape y = x.isRanked() ? x.with(-1, w.isRanked() ? w.dim(0) : Shape.ANY) : Shape.UNRANKED;
        return List.<ValueType>of(new TensorType(ElementType.FLOAT, y), in.tensor(HIDDEN))
                .subList(0, in.outputs());
    }

    /** The operands and products of a bound layer. */
    private record Bound(
            Operand x,
            Operand y,
            Operand bias,
            Operand hidden,
            Operand made,
            @Nullable Operand auxiliary,
            RowProduct ofInput,
            RowProduct ofHidden,
            @Nullable RowProduct ofAuxiliary) {}

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(X);
        Operand y = on.output(0);
        Operand before = on.input(HIDDEN);
        var in = Sequence.of(x, timeMajor);
        int units = y.dim(-1);
        if (before.size() != in.batch() * units) {
            throw on.error("its state is " + before + ", expected " + in.batch() + " rows of " + units);
        }
        Operand hidden = on.outputs() > 1 ? on.output(1) : on.workspace(ElementType.FLOAT, before.size());
        var bound = new Bound(
                x,
                y,
                on.input(BIAS),
                hidden,
                on.workspace(ElementType.FLOAT, 2L * before.size()),
                on.has(AUXILIARY) ? on.input(AUXILIARY) : null,
                RowProduct.of(on, WEIGHTS, hybrid),
                RowProduct.of(on, RECURRENT_WEIGHTS, hybrid),
                on.has(AUXILIARY) ? RowProduct.of(on, AUXILIARY_WEIGHTS, hybrid) : null);
        Step packing = bound.ofInput().before().then(bound.ofHidden().before());
        Step all = bound.ofAuxiliary() == null
                ? packing
                : packing.then(bound.ofAuxiliary().before());
        return all.then(frame -> {
            System.arraycopy(
                    before.floats(frame), before.offset(), hidden.floats(frame), hidden.offset(), before.size());
            for (int t = 0; t < in.times(); t++) {
                frame.checkpoint();
                time(frame, bound, backwards ? in.times() - 1 - t : t);
            }
        });
    }

    private void time(Frame frame, Bound on, int t) {
        var in = Sequence.of(on.x(), timeMajor);
        var out = Sequence.of(on.y(), timeMajor);
        int units = out.depth();
        int n = in.batch() * units;
        float[] made = on.made().floats(frame);
        int sum = on.made().offset();
        int product = sum + n;
        float[] h = on.hidden().floats(frame);
        int ho = on.hidden().offset();
        float[] x = on.x().floats(frame);
        on.ofInput().run(frame, in.batch(), x, on.x().offset() + t * in.timeStep(), in.rowStep(), made, sum, units);
        SvdfKernels.add(on.bias().floats(frame), on.bias().offset(), units, made, sum, n);
        if (on.auxiliary() != null && on.ofAuxiliary() != null) {
            var lies = Sequence.of(on.auxiliary(), timeMajor);
            int from = on.auxiliary().offset() + t * lies.timeStep();
            float[] a = on.auxiliary().floats(frame);
            on.ofAuxiliary().run(frame, in.batch(), a, from, lies.rowStep(), made, product, units);
            SvdfKernels.add(made, product, n, made, sum, n);
        }
        on.ofHidden().run(frame, in.batch(), h, ho, units, made, product, units);
        SvdfKernels.add(made, product, n, made, sum, n);
        activation.apply(made, sum, h, ho, n);
        float[] y = on.y().floats(frame);
        for (int row = 0; row < in.batch(); row++) {
            int to = on.y().offset() + t * out.timeStep() + row * out.rowStep();
            System.arraycopy(h, ho + row * units, y, to, units);
        }
    }
}
