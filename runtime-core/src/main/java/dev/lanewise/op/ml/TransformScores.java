package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/** Scores [rows, classes] under a {@link ScoreTransform}, FLOAT. */
public record TransformScores(ScoreTransform transform) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT);
        in.requireRank(0, 2, 2);
        return List.of(in.tensor(0));
    }

    @Override
    public boolean overwrites(int input) {
        return true;
    }

    @Override
    public Step bind(Binder on) {
        Rows rows = Rows.of(on.input(0));
        Operand y = on.output();
        int length = rows.features();
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) on.threads() * length);
        return on.parallel(rows.count(), Elements.runs(length * 16), (frame, worker, from, to) -> {
            double[] scores = scratch.doubles(frame);
            int at = scratch.offset() + worker * length;
            float[] result = y.floats(frame);
            for (int row = from; row < to; row++) {
                rows.read(frame, row, scores, at);
                transform.apply(scores, at, length);
                for (int i = 0; i < length; i++) {
                    result[y.offset() + row * length + i] = (float) scores[at + i];
                }
            }
        });
    }
}
