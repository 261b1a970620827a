package dev.lanewise.op.text;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Scores {@code [N, V]} with negative infinity for every token that would repeat an n-gram of the row's tokens so far,
 * input 0, INT64 {@code [N, L]}. com.microsoft NGramRepeatBlock.
 *
 * @param size tokens of an n-gram
 */
public record NGramRepeatBlock(int size) implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT64);
        in.require(1, ElementType.FLOAT);
        in.requireRank(0, 2, 2);
        in.requireRank(1, 2, 2);
        if (size < 1) {
            throw in.error("ngram_size is " + size + ", expected 1 or more");
        }
        return List.of(in.tensor(1));
    }

    @Override
    public boolean overwrites(int input) {
        return input == 1;
    }

    @Override
    public Step bind(Binder on) {
        Operand tokens = on.input(0);
        Operand scores = on.input(1);
        Operand y = on.output();
        int length = tokens.dim(1);
        int words = scores.dim(1);
        if (tokens.dim(0) != scores.dim(0)) {
            throw on.error("tokens and scores have shapes " + tokens + " and " + scores + ", expected as many rows");
        }
        return frame -> {
            float[] to = y.floats(frame);
            if (scores.floats(frame) != to || scores.offset() != y.offset()) {
                System.arraycopy(scores.floats(frame), scores.offset(), to, y.offset(), y.size());
            }
            long[] ids = tokens.longs(frame);
            for (int row = 0; row < tokens.dim(0); row++) {
                int from = tokens.offset() + row * length;
                int last = from + length - (size - 1);
                for (int i = from; i + size <= from + length; i++) {
                    long next = ids[i + size - 1];
                    if (Arrays.equals(ids, i, i + size - 1, ids, last, last + size - 1)) {
                        if (next < 0 || next >= words) {
                            throw on.error("token " + next + " is outside the " + words + " that have scores");
                        }
                        to[y.offset() + row * words + (int) next] = Float.NEGATIVE_INFINITY;
                    }
                }
            }
        };
    }
}
