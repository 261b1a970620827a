package dev.lanewise.op.text;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.op.Binder;
import dev.lanewise.op.KernelOperator;
import dev.lanewise.op.Operand;
import dev.lanewise.op.Step;
import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.List;

/**
 * Embeds words by their characters: the largest, over all windows of a word, of {@code tanh(window * filter + bias)} for
 * each filter. Inputs: characters, INT32 {@code [..., length]}, a word ending before its first 0; filters {@code [F, 1,
 * window, E]}; biases {@code [F]}; embeddings of characters {@code [C, E]}. A word of no characters gives zeros.
 * com.microsoft WordConvEmbedding.
 */
public record WordConvolution() implements KernelOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.INT32);
        in.require(1, ElementType.FLOAT);
        in.requireRank(1, 4, 4);
        in.requireRank(2, 1, 1);
        in.requireRank(3, 2, 2);
        Shape x = in.shape(0);
        Shape filters = in.shape(1);
        if (!x.isRanked()) {
            return List.of(in.tensor(1).as(Shape.UNRANKED));
        }
        if (x.rank() < 1) {
            throw in.error("input 0 has no dimensions, expected one or more");
        }
        long[] dims = x.dims();
        dims[dims.length - 1] = filters.isRanked() ? filters.dim(0) : Shape.ANY;
        return List.of(in.tensor(1).as(Shape.of(dims)));
    }

    @Override
    public Step bind(Binder on) {
        Operand characters = on.input(0);
        Operand filters = on.input(1);
        Operand biases = on.input(2);
        Operand embeddings = on.input(3);
        Operand y = on.output();
        int length = characters.dim(-1);
        int count = filters.dim(0);
        int window = filters.dim(2);
        int width = filters.dim(3);
        int known = embeddings.dim(0);
        if (embeddings.dim(1) != width || biases.size() != count || filters.dim(1) != 1 || window > length) {
            throw on.error("filters " + filters + ", biases " + biases + ", embeddings " + embeddings + " and words "
                    + characters + " do not fit each other");
        }
        int words = length == 0 ? 0 : characters.size() / length;
        return on.parallel(words, 1, (frame, worker, from, to) -> {
            int[] ids = characters.ints(frame);
            float[] out = y.floats(frame);
            for (int word = from; word < to; word++) {
                int first = characters.offset() + word * length;
                int used = 0;
                while (used < length && ids[first + used] != 0) {
                    used++;
                }
                int target = y.offset() + word * count;
                Arrays.fill(out, target, target + count, used == 0 ? 0 : Float.NEGATIVE_INFINITY);
                int end = used == 0 ? 0 : Math.max(used, window) - window + 1;
                for (int i = 0; i < end; i++) {
                    for (int f = 0; f < count; f++) {
                        float sum = biases.floats(frame)[biases.offset() + f];
                        for (int k = 0; k < window; k++) {
                            int id = ids[first + i + k];
                            if (id < 0 || id >= known) {
                                throw on.error("character " + id + " is outside the " + known + " that are known");
                            }
                            int e = embeddings.offset() + id * width;
                            int w = filters.offset() + (f * window + k) * width;
                            for (int j = 0; j < width; j++) {
                                sum += embeddings.floats(frame)[e + j] * filters.floats(frame)[w + j];
                            }
                        }
                        out[target + f] = Math.max(out[target + f], (float) Math.tanh(sum));
                    }
                }
            }
        });
    }
}
