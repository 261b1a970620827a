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
import java.util.List;

/**
 * Inverses of square matrices {@code [..., M, M]}, by Gauss-Jordan elimination with pivots in doubles; a singular one
 * gives infinities or NaN. com.microsoft Inverse.
 */
public record MatrixInverse() implements KernelOperator, ComputesWide {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.FLOAT, ElementType.DOUBLE, ElementType.FLOAT16, ElementType.BFLOAT16);
        Shape x = in.shape(0);
        if (x.isRanked() && (x.rank() < 2 || x.dim(-1) >= 0 && x.dim(-2) >= 0 && x.dim(-1) != x.dim(-2))) {
            throw in.error("input 0 has shape " + x + ", expected square matrices");
        }
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        if (x.size() == 0) {
            return frame -> {};
        }
        int m = x.dim(-1);
        int size = Math.multiplyExact(m, m);
        Operand scratch = on.workspace(ElementType.DOUBLE, 2L * size);
        boolean single = x.type() == ElementType.FLOAT;
        return frame -> {
            double[] a = scratch.doubles(frame);
            int ao = scratch.offset();
            for (int matrix = 0; matrix < x.size() / size; matrix++) {
                int at = matrix * size;
                for (int i = 0; i < m; i++) {
                    for (int j = 0; j < m; j++) {
                        int from = x.offset() + at + i * m + j;
                        a[ao + i * 2 * m + j] = single ? x.floats(frame)[from] : x.doubles(frame)[from];
                        a[ao + i * 2 * m + m + j] = i == j ? 1 : 0;
                    }
                }
                invert(a, ao, m);
                for (int i = 0; i < size; i++) {
                    double value = a[ao + i / m * 2 * m + m + i % m];
                    if (single) {
                        y.floats(frame)[y.offset() + at + i] = (float) value;
                    } else {
                        y.doubles(frame)[y.offset() + at + i] = value;
                    }
                }
            }
        };
    }

    /** Turns rows {@code [A | I]} into {@code [I | inverse of A]}. */
    private static void invert(double[] a, int ao, int m) {
        int width = 2 * m;
        for (int column = 0; column < m; column++) {
            int pivot = column;
            for (int row = column + 1; row < m; row++) {
                boolean larger = Math.abs(a[ao + row * width + column]) > Math.abs(a[ao + pivot * width + column]);
                pivot = larger ? row : pivot;
            }
            double value = a[ao + pivot * width + column];
            for (int i = 0; i < width; i++) {
                double kept = a[ao + pivot * width + i];
                a[ao + pivot * width + i] = a[ao + column * width + i];
                a[ao + column * width + i] = kept / value;
            }
            for (int row = 0; row < m; row++) {
                double factor = a[ao + row * width + column];
                for (int i = column; row != column && i < width; i++) {
                    a[ao + row * width + i] -= factor * a[ao + column * width + i];
                }
            }
        }
    }
}
