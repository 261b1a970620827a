package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.StridedCopy;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** The upper or lower triangle of matrices, from diagonal input 1 on; zeros elsewhere. ONNX Trilu. */
public record Trilu(boolean upper) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.requireRank(0, 2, Integer.MAX_VALUE);
        return List.of(in.tensor(0));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        Object zero = Tensor.zeros(y.type()).array();
        int rows = x.dim(-2);
        int columns = x.dim(-1);
        Operand k = on.has(1) ? on.input(1) : x;
        boolean shifted = on.has(1);
        return frame -> {
            long diagonal = shifted ? k.longs(frame)[k.offset()] : 0;
            for (int row = 0; row < (columns == 0 ? 0 : x.size() / columns); row++) {
                int at = row * columns;
                int edge = (int) Math.clamp(row % rows + diagonal + (upper ? 0 : 1), 0, columns);
                int from = upper ? edge : 0;
                int length = upper ? columns - edge : edge;
                StridedCopy.fill(zero, 0, y.array(frame), y.offset() + at, columns);
                System.arraycopy(
                        x.array(frame), x.offset() + at + from, y.array(frame), y.offset() + at + from, length);
            }
        };
    }
}
