package dev.lanewise.op.linear;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/** Determinants of square matrices {@code [..., M, M]}, by elimination with pivots in doubles. ONNX Det. */
public record Determinant() implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        Shape x = in.shape(0);
        if (!x.isRanked()) {
            return List.of(in.tensor(0).as(Shape.UNRANKED));
        }
        boolean square = x.rank() >= 2 && (x.dim(-1) < 0 || x.dim(-2) < 0 || x.dim(-1) == x.dim(-2));
        if (!square) {
            throw in.error("input 0 has shape " + x + ", expected square matrices");
        }
        return List.of(in.tensor(0).as(Shape.of(Arrays.copyOf(x.dims(), x.rank() - 2))));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int m = x.dim(-1);
        int size = Math.multiplyExact(m, m);
        Operand scratch = on.workspace(ElementType.DOUBLE, size);
        return frame -> {
            double[] a = scratch.doubles(frame);
            for (int matrix = 0; matrix < y.size(); matrix++) {
                int from = x.offset() + matrix * size;
                for (int i = 0; i < size; i++) {
                    a[scratch.offset() + i] =
                            x.type() == ElementType.FLOAT ? x.floats(frame)[from + i] : x.doubles(frame)[from + i];
                }
                double determinant = eliminate(a, scratch.offset(), m);
                if (y.type() == ElementType.FLOAT) {
                    y.floats(frame)[y.offset() + matrix] = (float) determinant;
                } else {
                    y.doubles(frame)[y.offset() + matrix] = determinant;
                }
            }
        };
    }

    private static double eliminate(double[] a, int ao, int m) {
        double determinant = 1;
        for (int column = 0; column < m; column++) {
            int pivot = column;
            for (int row = column + 1; row < m; row++) {
                pivot = Math.abs(a[ao + row * m + column]) > Math.abs(a[ao + pivot * m + column]) ? row : pivot;
            }
            double value = a[ao + pivot * m + column];
            if (value == 0) {
                return 0;
            }
            determinant *= pivot == column ? value : -value;
            for (int i = column; i < m; i++) {
                double kept = a[ao + pivot * m + i];
                a[ao + pivot * m + i] = a[ao + column * m + i];
                a[ao + column * m + i] = kept;
            }
            for (int row = column + 1; row < m; row++) {
                double factor = a[ao + row * m + column] / value;
                for (int i = column; i < m; i++) {
                    a[ao + row * m + i] -= factor * a[ao + column * m + i];
                }
            }
        }
        return determinant;
    }
}
