package dev.lanewise;

import dev.lanewise.tensor.ElementType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a model expects of one input, or promises of one output. */
public final class TensorSpec {

    /**
     * How integers stand for real numbers: {@code real = scale * (integer - zeroPoint)}.
     *
     * @param scales one scale, or one for each index along {@code axis}
     * @param zeroPoints as many
     * @param axis the axis of the scales; 0 where there is one scale
     */
    public record Quantization(List<Float> scales, List<Integer> zeroPoints, int axis) {}

    private final String name;
    private final ElementType type;
    private final long[] shape;
    private final List<String> dimensionNames;
    private final Optional<Quantization> quantization;

    /** A spec whose dimensions have no names, of a tensor that is not quantized. */
    public TensorSpec(String name, ElementType type, long... shape) {
        this(name, type, shape, Collections.nCopies(shape.length, ""), Optional.empty());
    }

    public TensorSpec(
            String name,
            ElementType type,
            long[] shape,
            List<String> dimensionNames,
            Optional<Quantization> quantization) {
        this.name = name;
        this.type = type;
        this.shape = shape.clone();
        this.dimensionNames = List.copyOf(dimensionNames);
        this.quantization = quantization;
    }

    public String name() {
        return name;
    }

    /** Type of the elements; of a sequence's, optional's or map's tensors where the value is one of those. */
    public ElementType type() {
        return type;
    }

    /** Extents of the dimensions, −1 where one is not fixed; empty also where the rank is not known. */
    public long[] shape() {
        return shape.clone();
    }

    /** Names of the dimensions as the model gives them, an empty string where it gives none. */
    public List<String> dimensionNames() {
        return dimensionNames;
    }

    /** How the tensor is quantized, where the format keeps that with the tensor. */
    public Optional<Quantization> quantization() {
        return quantization;
    }

    @Override
    public String toString() {
        return name + ": " + type + Arrays.toString(shape);
    }
}
