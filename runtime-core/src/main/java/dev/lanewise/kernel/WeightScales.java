package dev.lanewise.kernel;

/**
 * What the integers of a quantized matrix {@code [depth][columns]} stand for: the entry q of row k and column n for
 * {@code (q - zeros[i]) * scales[i]}, where i is {@code k / block * blockStride + n * columnStride}.
 *
 * @param zeros one beside each scale
 * @param block rows that share a scale
 */
public record WeightScales(float[] scales, int[] zeros, int block, int blockStride, int columnStride) {

    /** Where the scale of a block and a column lies. */
    public int index(int block, int column) {
        return block * blockStride + column * columnStride;
    }
}
