package dev.lanewise.op.recurrent;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.SvdfKernels;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A layer over a sliding window of time whose weights are products of vectors, of features and of time: each filter's
 * feature product is remembered for as many runs as the memory is long; an output is the sum over {@code rank} filters
 * of their memories times their weights in time. Inputs: x {@code [batch, depth]}, feature weights {@code [filters,
 * depth]}, time weights {@code [filters, memory]}, an optional bias {@code [units]}, and memories {@code [batch,
 * filters * memory]}. Outputs: y {@code [batch, units]} and the memories behind. Nakkiran et al., Compressing deep
 * neural networks using a rank-constrained topology, 2015; TFLite SVDF.
 *
 * @param rank filters of each unit
 * @param hybrid of feature weights of 8 bits; null where they are in float
 */
public record Svdf(
        int rank, CellActivation activation, @Nullable HybridWeights hybrid) implements KernelOperator {

    static final int X = 0;
    static final int FEATURE_WEIGHTS = 1;
    static final int TIME_WEIGHTS = 2;
    static final int BIAS = 3;
    static final int MEMORY = 4;

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(X, ElementType.FLOAT);
        in.require(MEMORY, ElementType.FLOAT);
        return types(in, rank);
    }

    /** Types of the output and of the memories; fails where shapes do not fit. */
    static List<ValueType> types(Inference in, int rank) {
        in.requireRank(X, 2, 2);
        in.requireRank(FEATURE_WEIGHTS, 2, 2);
        in.requireRank(TIME_WEIGHTS, 2, 2);
        Shape x = in.shape(X);
        Shape features = in.shape(FEATURE_WEIGHTS);
        Shape times = in.shape(TIME_WEIGHTS);
        if (!x.isRanked() || !features.isFixed() || !times.isFixed()) {
            throw in.error("its weights have shapes " + features + " and " + times + ", expected fixed ones");
        }
        long filters = features.dim(0);
        boolean fits = rank > 0
                && filters % Math.max(1, rank) == 0
                && times.dim(0) == filters
                && (x.dim(1) < 0 || x.dim(1) == features.dim(1));
        long memories = filters * times.dim(1);
        Shape memory = in.shape(MEMORY);
        fits &= !memory.isFixed() || x.dim(0) < 0 || memory.size() == memories * x.dim(0);
        fits &= !in.has(BIAS) || !in.shape(BIAS).isFixed() || in.shape(BIAS).size() == filters / Math.max(1, rank);
        if (!fits) {
            throw in.error("x is " + x + ", weights are " + features + " and " + times + ", memories " + memory
                    + ": they do not fit a rank of " + rank);
        }
        TensorType state = in.tensor(MEMORY);
        ValueType y = new TensorType(in.type(X), Shape.of(x.dim(0), filters / rank));
        return List.of(y, state).subList(0, in.outputs());
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(X);
        Operand time = on.input(TIME_WEIGHTS);
        Operand before = on.input(MEMORY);
        Operand y = on.output(0);
        Operand memory = on.outputs() > 1 ? on.output(1) : on.workspace(ElementType.FLOAT, before.size());
        Operand bias = on.has(BIAS) ? on.input(BIAS) : null;
        int rows = x.dim(0);
        int filters = time.dim(0);
        Operand newest = on.workspace(ElementType.FLOAT, (long) rows * filters);
        var product = RowProduct.of(on, FEATURE_WEIGHTS, hybrid);
        return product.before().then(frame -> {
            float[] made = newest.floats(frame);
            float[] state = memory.floats(frame);
            product.run(frame, rows, x.floats(frame), x.offset(), x.dim(1), made, newest.offset(), filters);
            System.arraycopy(before.floats(frame), before.offset(), state, memory.offset(), before.size());
            SvdfKernels.remember(made, newest.offset(), state, memory.offset(), rows * filters, time.dim(1));
            SvdfKernels.sum(
                    state,
                    memory.offset(),
                    time.floats(frame),
                    time.offset(),
                    filters,
                    time.dim(1),
                    rank,
                    y.floats(frame),
                    y.offset(),
                    rows * filters / rank);
            if (bias != null) {
                SvdfKernels.add(bias.floats(frame), bias.offset(), bias.size(), y.floats(frame), y.offset(), y.size());
            }
            activation.apply(y.floats(frame), y.offset(), y.floats(frame), y.offset(), y.size());
        });
    }
}
