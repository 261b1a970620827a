package dev.lanewise.op.recurrent;

import java.util.List;

/**
 * How weights of 8 bits meet float rows: each row is rounded to 8-bit steps of its own range, the product is computed
 * in integers, and scaled back. TFLite's hybrid kernels.
 *
 * @param asymmetric whether a row's range is that of its numbers and 0, else it is as wide on both sides of 0
 * @param scales of the operator's inputs, what one step of their integers stands for; 0 for those in float
 */
public record HybridWeights(boolean asymmetric, List<Float> scales) {

    public HybridWeights {
        scales = List.copyOf(scales);
    }

    /** Scale of input {@code index}; 0 where it is in float. */
    float scale(int index) {
        return index < scales.size() ? scales.get(index) : 0;
    }
}
