package dev.lanewise.op.shape;

import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/** Integer tensors of either width as longs. */
final class Integers {

    private Integers() {}

    static long[] of(Tensor tensor) {
        return tensor.array() instanceof int[] ints
                ? Arrays.stream(ints).asLongStream().toArray()
                : tensor.longs();
    }
}
