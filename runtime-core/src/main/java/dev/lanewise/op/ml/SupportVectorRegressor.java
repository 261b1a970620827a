package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * The weighted sum of what each support vector says of a row, FLOAT [rows, 1]; only its sign when {@code oneClass}. ONNX
 * ML SVMRegressor.
 */
public record SupportVectorRegressor(SupportVectors vectors, float[] coefficients, float rho, boolean oneClass)
        implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        long rows = Rows.count(in, 0);
        long found = in.shape(0).isRanked() ? in.shape(0).dim(-1) : -1;
        if (found >= 0 && found != vectors.features() || coefficients.length != vectors.count()) {
            throw in.error("has " + coefficients.length + " coefficients and vectors " + vectors.count() + " x "
                    + vectors.features() + " for an input of shape " + in.shape(0));
        }
        return List.of(TensorType.of(ElementType.FLOAT, rows, 1));
    }

    @Override
    public Step bind(Binder on) {
        Rows rows = Rows.of(on.input(0));
        Operand y = on.output();
        int length = rows.features();
        Operand scratch = on.workspace(ElementType.DOUBLE, (long) on.threads() * length);
        return on.parallel(rows.count(), Elements.runs(vectors.vectors().length), (frame, worker, from, to) -> {
            double[] row = scratch.doubles(frame);
            int start = scratch.offset() + worker * length;
            for (int r = from; r < to; r++) {
                rows.read(frame, r, row, start);
                double sum = rho;
                for (int i = 0; i < coefficients.length; i++) {
                    sum += coefficients[i] * vectors.compare(row, start, i);
                }
                y.floats(frame)[y.offset() + r] = (float) (!oneClass ? sum : sum > 0 ? 1 : -1);
            }
        });
    }
}
