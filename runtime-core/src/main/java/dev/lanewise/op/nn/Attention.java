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
 * Scaled dot-product attention, {@code softmax(scale * Q K' + mask) V} for every head. Q, K and V are {@code [N, heads,
 * length, size]}, or {@code [N, length, heads * size]} where their number of heads is given; query heads share key
 * heads in equal runs. Optional inputs: 3, a mask that is BOOL (true for what counts) or is added, broadcast to {@code
 * [N, heads, L, S]}, its last axis continued by negative infinity; 4, INT64 lengths {@code [N]} of the keys that count;
 * 5, the keys that came before, of which only the extent of axis 2 counts; 6, FLOAT scores {@code
 * [heads]} of a key whose value is zero, which each query sees as well. A query that sees no key gives zeros.
 * Optional output 1 holds scores {@code [N, heads, L, S]}. ONNX Attention, its cache joined beforehand.
 *
 * @param queryHeads heads of a packed Q
 * @param keyHeads heads of packed K and V
 * @param scale factor of the scores; 0 for one over the root of the size
 * @param softcap scores become {@code softcap * tanh(score / softcap)} where it is positive
 * @param left how many keys before its own place a query sees; −1 for all
 * @param right how many keys behind its own place a query sees; −1 for all
 * @param scores what output 1 holds
 */
public record Attention(int queryHeads, int keyHeads, float scale, float softcap, int left, int right, Scores scores)
        implements KernelOperator, ComputesWide {

    /** Which scores output 1 holds. */
    public enum Scores {
        RAW,
        CAPPED,
        MASKED,
        PROBABILITIES
    }

    @Override
    public ElementType computeType(ElementType type) {
        return type.isFloating() ? ElementType.FLOAT : type;
    }

    @Override
    public List<? extends ValueType> infer(Inference in) {
        Heads q = heads(in, 0, queryHeads);
        Heads k = heads(in, 1, keyHeads);
        Heads v = heads(in, 2, keyHeads);
        agree(in, "batch sizes", q.batch, k.batch);
        agree(in, "batch sizes", q.batch, v.batch);
        agree(in, "sizes of queries and keys", q.size, k.size);
        agree(in, "numbers of keys and values", k.length, v.length);
        agree(in, "numbers of heads of keys and values", k.heads, v.heads);
        if (q.heads >= 0 && k.heads >= 0 && (k.heads == 0 || q.heads % k.heads != 0)) {
            throw in.error(q.heads + " query heads do not share " + k.heads + " key heads");
        }
        if (in.has(3)
                && in.shape(3).isRanked()
                && (in.shape(3).rank() > 4 || in.shape(3).rank() < 1)) {
            throw in.error("the mask has shape " + in.shape(3) + ", expected 1 to 4 dimensions");
        }
        if (in.has(4)) {
            in.require(4, ElementType.INT64);
            in.requireRank(4, 1, 1);
            agree(
                    in,
                    "batch sizes",
                    q.batch,
                    in.shape(4).isRanked() ? in.shape(4).dim(0) : Shape.ANY);
        }
        if (in.has(5)) {
            in.requireRank(5, 4, 4);
        }
        if (in.has(6)) {
            in.requireRank(6, 1, 1);
            agree(
                    in,
                    "numbers of heads",
                    q.heads,
                    in.shape(6).isRanked() ? in.shape(6).dim(0) : Shape.ANY);
        }
        long width = v.size < 0 || queryHeads == 0 ? Shape.ANY : v.size * queryHeads;
        TensorType y = in.tensor(0)
                .as(queryHeads > 0 ? Shape.of(q.batch, q.length, width) : Shape.of(q.batch, q.heads, q.length, v.size));
        TensorType s = in.tensor(0).as(Shape.of(q.batch, q.heads, q.length, k.length));
        return in.outputs() > 1 ? List.of(y, s) : List.of(y);
    }

    private record Heads(long batch, long heads, long length, long size) {}

    private static Heads heads(Inference in, int index, int count) {
        Shape shape = in.shape(index);
        in.requireRank(index, count > 0 ? 3 : 4, count > 0 ? 3 : 4);
        if (!shape.isRanked()) {
            return new Heads(Shape.ANY, count > 0 ? count : Shape.ANY, Shape.ANY, Shape.ANY);
        }
        if (count == 0) {
            return new Heads(shape.dim(0), shape.dim(1), shape.dim(2), shape.dim(3));
        }
        long width = shape.dim(2);
        if (width >= 0 && width % count != 0) {
            throw in.error(
                    "input " + index + " has shape " + shape + ", which does not divide into " + count + " heads");
        }
        return new Heads(shape.dim(0), count, shape.dim(1), width < 0 ? Shape.ANY : width / count);
    }

    private static void agree(Inference in, String what, long a, long b) {
        if (a >= 0 && b >= 0 && a != b) {
            throw in.error(what + " differ: " + a + " and " + b);
        }
    }

    @Override
    public Step bind(Binder on) {
        return on.output(0).size() == 0 ? frame -> {} : new AttentionSteps(on, this).step();
    }
}
