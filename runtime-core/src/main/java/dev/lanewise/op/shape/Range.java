package dev.lanewise.op.shape;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.Convert;
import dev.lanewise.kernel.NumberFormat;
import dev.lanewise.op.Binder;
import dev.lanewise.op.Elements;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Numbers;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Numbers from input 0 to before input 1, input 2 apart. ONNX Range. */
public record Range() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        ElementType type = in.type(0);
        for (int i = 0; i < 3; i++) {
            IndexShapes.requireNumbers(in, i);
            if (in.shape(i).size() >= 0 && in.shape(i).size() != 1) {
                throw in.error("input " + i + " has shape " + in.shape(i) + ", expected one element");
            }
        }
        double[] ends = ends(in.known(0), in.known(1), in.known(2));
        if (ends == null) {
            return List.of(new TensorType(type, Shape.ofRank(1)));
        }
        if (ends[2] == 0) {
            throw in.error("the step is 0");
        }
        double count = Math.max(0, Math.ceil((ends[1] - ends[0]) / ends[2]));
        return List.of(TensorType.of(type, (long) count));
    }

    private static double @Nullable [] ends(@Nullable Tensor start, @Nullable Tensor limit, @Nullable Tensor delta) {
        return start == null || limit == null || delta == null
                ? null
                : new double[] {Numbers.of(start)[0], Numbers.of(limit)[0], Numbers.of(delta)[0]};
    }

    @Override
    public Step bind(Binder on) {
        Operand y = on.output();
        NumberFormat format = Elements.format(y.type());
        var whole = new double[y.size()];
        double start = Numbers.of(Objects.requireNonNull(on.constant(0)))[0];
        double delta = Numbers.of(Objects.requireNonNull(on.constant(2)))[0];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = start + i * delta;
        }
        return frame ->
                Convert.run(NumberFormat.DOUBLE, whole, 0, format, y.array(frame), y.offset(), whole.length, false);
    }
}
