package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * {@code -weight[class] * x[class]} for log probabilities {@code [N, C, ...]} and INT64 classes {@code [N, ...]}, alone
 * or reduced; a mean is divided by the sum of the weights. Optional input 2 gives weights {@code [C]}. ONNX
 * NegativeLogLikelihoodLoss.
 *
 * @param ignored a class that counts nothing, where {@code ignores}
 */
public record LogLikelihoodLoss(Reduction reduction, boolean ignores, long ignored)
        implements KernelOperator, ComputesWide {

    /** What becomes of the single losses. */
    public enum Reduction {
        NONE,
        SUM,
        MEAN
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        in.require(1, ElementType.INT64);
        Shape x = in.shape(0);
        Shape classes = in.shape(1);
        if (x.isRanked() && (x.rank() < 2 || classes.isRanked() && classes.rank() != x.rank() - 1)) {
            throw in.error("inputs have shapes " + x + " and " + classes);
        }
        for (int i = 0; x.isRanked() && classes.isRanked() && i < classes.rank(); i++) {
            long expected = x.dim(i == 0 ? 0 : i + 1);
            if (expected >= 0 && classes.dim(i) >= 0 && expected != classes.dim(i)) {
                throw in.error("inputs have shapes " + x + " and " + classes);
            }
        }
        if (in.has(2)
                && x.isRanked()
                && x.dim(1) >= 0
                && in.shape(2).isFixed()
                && in.shape(2).size() != x.dim(1)) {
            throw in.error("weights have shape " + in.shape(2) + ", expected [" + x.dim(1) + "]");
        }
        return List.of(in.tensor(0).as(reduction == Reduction.NONE ? classes : Shape.SCALAR));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand classes = on.input(1);
        boolean weighted = on.has(2);
        Operand weights = weighted ? on.input(2) : x;
        Operand y = on.output();
        int count = x.dim(1);
        int inner = x.product(2, x.rank());
        return frame -> {
            double sum = 0;
            double total = 0;
            for (int i = 0; i < classes.size(); i++) {
                long which = classes.longs(frame)[classes.offset() + i];
                double loss = 0;
                if (!ignores || which != ignored) {
                    if (which < 0 || which >= count) {
                        throw on.error("class " + which + " is outside [0, " + (count - 1) + "]");
                    }
                    double weight = weighted ? at(weights.array(frame), weights.offset() + (int) which) : 1;
                    int place = (i / inner * count + (int) which) * inner + i % inner;
                    loss = -weight * at(x.array(frame), x.offset() + place);
                    total += weight;
                }
                if (reduction == Reduction.NONE) {
                    put(y.array(frame), y.offset() + i, loss);
                }
                sum += loss;
            }
            if (reduction != Reduction.NONE) {
                put(y.array(frame), y.offset(), reduction == Reduction.SUM ? sum : sum / total);
            }
        };
    }

    private static double at(Object x, int i) {
        return x instanceof float[] floats ? floats[i] : ((double[]) x)[i];
    }

    private static void put(Object y, int i, double value) {
        if (y instanceof float[] floats) {
            floats[i] = (float) value;
        } else {
            ((double[]) y)[i] = value;
        }
    }
}
