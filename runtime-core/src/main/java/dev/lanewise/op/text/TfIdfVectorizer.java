package dev.lanewise.op.text;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * How often n-grams occur in each row of [items] or [rows, items], FLOAT [rows, size]. Items of an n-gram may lie apart,
 * all at the same distance. ONNX TfIdfVectorizer.
 *
 * @param grams the n-grams; their numbers index {@code columns} and {@code weights}
 * @param size number of columns
 * @param skips how many items may lie between two of an n-gram
 * @param weights of the columns; 1 where there are none
 */
public record TfIdfVectorizer(
        NGrams grams, int[] columns, int size, int shortest, int longest, int skips, Mode mode, float[] weights)
        implements KernelOperator {

    /** What is counted: occurrences, whether there are any, or occurrences times weights. */
    public enum Mode {
        TF,
        IDF,
        TFIDF
    }

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.STRING, ElementType.INT32, ElementType.INT64);
        in.requireRank(0, 0, 2);
        Shape shape = in.shape(0);
        return List.of(new TensorType(
                ElementType.FLOAT,
                !shape.isRanked() ? shape : shape.rank() == 2 ? Shape.of(shape.dim(0), size) : Shape.of(size)));
    }

    @Override
    public Step bind(Binder on) {
        Operand x = on.input(0);
        Operand y = on.output();
        int rows = x.rank() == 2 ? x.dim(0) : 1;
        int length = x.rank() == 0 ? 1 : x.dim(-1);
        return on.parallel(rows, 1, (frame, worker, from, to) -> {
            float[] counts = y.floats(frame);
            for (int row = from; row < to; row++) {
                int start = y.offset() + row * size;
                Arrays.fill(counts, start, start + size, 0);
                count(x.array(frame), x.offset() + row * length, length, counts, start);
                weigh(counts, start);
            }
        });
    }

    private void count(Object items, int first, int length, float[] counts, int into) {
        for (int distance = 1; distance <= skips + 1; distance++) {
            int least = distance == 1 ? shortest : Math.max(shortest, 2);
            for (int start = 0; start < length && least <= longest; start++) {
                count(items, first, start, length, distance, least, counts, into);
            }
        }
    }

    private void count(
            Object items, int first, int start, int length, int distance, int least, float[] counts, int into) {
        NGrams.Branch branch = grams.root();
        long at = start;
        for (int n = 1; n <= longest && at < length; n++) {
            branch = branch.next(NGrams.item(items, first + (int) at));
            if (branch == null) {
                return;
            }
            if (n >= least && branch.number() >= 0) {
                counts[into + columns[branch.number()]]++;
            }
            at += distance;
        }
    }

    private void weigh(float[] counts, int start) {
        for (int i = 0; i < size && mode != Mode.TF; i++) {
            float weight = weights.length == 0 ? 1 : weights[i];
            float count = counts[start + i];
            counts[start + i] = mode == Mode.IDF ? count > 0 ? weight : 0 : count * weight;
        }
    }
}
