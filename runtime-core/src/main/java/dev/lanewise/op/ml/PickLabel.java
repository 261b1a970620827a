package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** For each row of scores [rows, classes], FLOAT, the label of the first greatest one: INT64 or STRING [rows]. */
public record PickLabel(Tensor labels) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.requireRank(0, 2, 2);
        Shape shape = in.shape(0);
        if (shape.isRanked() && shape.dim(1) >= 0 && shape.dim(1) != labels.size()) {
            throw in.error("has " + labels.size() + " labels for scores of shape " + shape);
        }
        return List.of(TensorType.of(labels.type(), Rows.count(in, 0)));
    }

    @Override
    public Step bind(Binder on) {
        Operand scores = on.input(0);
        Operand y = on.output();
        int classes = scores.dim(1);
        return frame -> {
            float[] x = scores.floats(frame);
            for (int row = 0; row < y.size(); row++) {
                int start = scores.offset() + row * classes;
                int best = 0;
                for (int i = 1; i < classes; i++) {
                    best = x[start + i] > x[start + best] ? i : best;
                }
                System.arraycopy(labels.array(), best, y.array(frame), y.offset() + row, 1);
            }
        };
    }
}
