package dev.lanewise.op.reduce;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Operator;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.kernel.ReduceFunction;
import dev.lanewise.kernel.UnaryFunction;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.op.elementwise.Unary;
import dev.lanewise.op.shape.Identity;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reduction along the axes that input 1 gives. ONNX Reduce*-18.
 *
 * @param noneMeansNone whether no axes mean that nothing is reduced, rather than everything
 */
public record ReduceDynamic(ReduceFunction function, boolean keepDims, boolean noneMeansNone)
        implements DynamicOperator {

    /** What the reduction of single elements computes. */
    public static Operator ofNothing(ReduceFunction function) {
        return switch (function) {
            case L1, L2 -> new Unary(UnaryFunction.ABS);
            case SUM_SQUARE -> new Unary(UnaryFunction.SQUARE);
            case LOG_SUM -> new Unary(UnaryFunction.LOG);
            case SUM, MEAN, MAX, MIN, PROD, LOG_SUM_EXP -> new Identity();
        };
    }

    @Override
    public List<ValueType> infer(Inference in) {
        Shape shape = in.shape(0);
        return List.of(in.tensor(0).as(keepDims && shape.isRanked() ? Shape.ofRank(shape.rank()) : Shape.UNRANKED));
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        Tensor x = (Tensor) Objects.requireNonNull(inputs.getFirst());
        Tensor given = inputs.size() > 1 ? (Tensor) inputs.get(1) : null;
        long[] axes = given == null ? new long[0] : given.longs();
        if (axes.length == 0 && noneMeansNone) {
            return on.apply(ofNothing(function), List.of(x), 1);
        }
        Ints reduced = axes.length == 0
                ? Ints.range(x.rank())
                : Ints.of(Arrays.stream(axes).mapToInt(Math::toIntExact).toArray());
        return on.apply(new Reduce(function, reduced, keepDims), List.of(x), 1);
    }
}
