package dev.lanewise.op.ml;

import dev.lanewise.graph.Inference;
import dev.lanewise.graph.Ints;
import dev.lanewise.graph.Shape;
import dev.lanewise.graph.ValueType;
import dev.lanewise.graph.ValueType.TensorType;
import dev.lanewise.kernel.CounterRandom;
import dev.lanewise.op.DynamicOperator;
import dev.lanewise.op.Evaluation;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Random integers of 32 or 64 bits that follow from a state, and the state behind them. The input and output 0 are the
 * state, UINT64: a key and one or, for Philox, one or two words of a counter. StableHLO rng_bit_generator.
 *
 * @param threefry whether by Threefry, not Philox
 * @param type INT32, UINT32, INT64 or UINT64
 * @param dims the shape of output 1
 */
public record RandomBits(boolean threefry, ElementType type, Ints dims) implements DynamicOperator {

    @Override
    public List<ValueType> infer(Inference in) {
        in.require(0, ElementType.UINT64);
        return List.of(in.tensor(0), new TensorType(type, shape()));
    }

    private Shape shape() {
        return Shape.of(dims.stream().asLongStream().toArray());
    }

    @Override
    public List<Value> evaluate(Evaluation on, List<@Nullable Value> inputs) {
        if (!(inputs.getFirst() instanceof Tensor state)
                || state.type() != ElementType.UINT64
                || state.size() != 2 && (threefry || state.size() != 3)) {
            throw on.error("the state is " + inputs.getFirst() + ", expected UINT64[2]" + (threefry ? "" : " or [3]"));
        }
        if (type.bits() < 32 || !type.isInteger()) {
            throw on.error("makes no " + type + ", expected integers of 32 or 64 bits");
        }
        Tensor next = on.allocate(ElementType.UINT64, state.shape());
        Tensor bits = on.allocate(type, shape().dims());
        long[] words = state.longs();
        int key0 = (int) words[0];
        int key1 = (int) (words[0] >>> 32);
        long last = words[words.length == 3 ? 2 : 0];
        int[] counter = {(int) words[1], (int) (words[1] >>> 32), (int) last, (int) (last >>> 32)};
        int perTurn = threefry ? 2 : 4;
        int count = Math.multiplyExact(bits.size(), type.bits() / 32);
        for (int i = 0; i < count; i += perTurn) {
            int[] made = counter.clone();
            if (threefry) {
                CounterRandom.threefry(key0, key1, made);
            } else {
                CounterRandom.philox(key0, key1, made);
            }
            for (int k = 0; k < Math.min(perTurn, count - i); k++) {
                put(bits, i + k, made[k]);
            }
            if (++counter[0] == 0) {
                counter[1]++;
            }
        }
        System.arraycopy(words, 0, next.longs(), 0, words.length);
        next.longs()[1] = Integer.toUnsignedLong(counter[0]) | (long) counter[1] << 32;
        return List.of(next, bits);
    }

    /** Puts one of the 32-bit halves of an array's elements, the lower first. */
    private static void put(Tensor bits, int at, int value) {
        switch (bits.array()) {
            case int[] ints -> ints[at] = value;
            case long[] longs -> longs[at / 2] |= Integer.toUnsignedLong(value) << at % 2 * 32;
            default -> throw new IllegalStateException("bits lie in " + bits);
        }
    }
}
