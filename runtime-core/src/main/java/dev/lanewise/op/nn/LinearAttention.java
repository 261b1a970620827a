package dev.lanewise.op.nn;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.ComputesWide;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.List;

/**
 * Attention as a recurrence over a state of {@code [key size, value size]} for each key head: {@code S = exp(decay) S +
 * k v'}, read as {@code scale * q' S}; with {@code delta}, what is added is {@code beta * k (v - S' k)'}. Inputs:
 * queries, keys and values {@code [N, T, heads * size]}, and optionally the state before, decays {@code [N, T, heads]}
 * or {@code [N, T, heads * key size]}, and rates {@code [N, T, heads]} or {@code [N, T, 1]}. Output 1 is the last
 * state. ONNX LinearAttention.
 *
 * @param scale factor of the output; 0 for one over the root of the key size
 */
public record LinearAttention(int queryHeads, int keyHeads, boolean gated, boolean delta, float scale)
        implements KernelOperator, ComputesWide {

    static final int STATE = 3;
    static final int DECAY = 4;
    static final int RATE = 5;

    @Override
    public ElementType computeType(ElementType type) {
        return type.isFloating() ? ElementType.FLOAT : type;
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        for (int i = 0; i <= 2; i++) {
            in.requireRank(i, 3, 3);
        }
        if (keyHeads < 1 || queryHeads < 1 || queryHeads % keyHeads != 0) {
            throw in.error(queryHeads + " query heads do not share " + keyHeads + " key heads");
        }
        if (gated != in.has(DECAY) || delta != in.has(RATE)) {
            throw in.error("decays or rates are missing, or there without need");
        }
        Shape q = in.shape(0);
        Shape k = in.shape(1);
        Shape v = in.shape(2);
        ElementType stateType = in.has(STATE) ? in.type(STATE) : in.type(0);
        if (!q.isFixed() || !k.isFixed() || !v.isFixed()) {
            TensorType y = in.tensor(0).as(Shape.ofRank(3));
            return List.of(y, new TensorType(stateType, Shape.ofRank(4))).subList(0, in.outputs());
        }
        long size = q.dim(2) / queryHeads;
        long width = v.dim(2) / keyHeads;
        boolean fits = size * queryHeads == q.dim(2)
                && size * keyHeads == k.dim(2)
                && width * keyHeads == v.dim(2)
                && k.dim(0) == q.dim(0)
                && v.dim(0) == q.dim(0)
                && k.dim(1) == q.dim(1)
                && v.dim(1) == q.dim(1);
        if (!fits) {
            throw in.error("queries, keys and values have shapes " + q + ", " + k + " and " + v + " for " + queryHeads
                    + " and " + keyHeads + " heads");
        }
        Shape state = Shape.of(q.dim(0), keyHeads, size, width);
        check(in, STATE, state, state);
        check(in, DECAY, q.with(2, keyHeads), q.with(2, keyHeads * size));
        check(in, RATE, q.with(2, keyHeads), q.with(2, 1));
        TensorType y = in.tensor(0).as(q.with(2, width * queryHeads));
        return List.of(y, new TensorType(stateType, state)).subList(0, in.outputs());
    }

    private static void check(Inference in, int index, Shape one, Shape other) {
        if (in.has(index)
                && in.shape(index).isFixed()
                && !in.shape(index).equals(one)
                && !in.shape(index).equals(other)) {
            throw in.error("input " + index + " has shape " + in.shape(index) + ", expected " + one + " or " + other);
        }
    }

    @Override
    public Step bind(Binder on) {
        return new LinearAttentionSteps(on, this).step();
    }
}
