package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A model and the shapes of its inputs.
 *
 * @param name what tables call it
 * @param file reads or makes the ONNX file
 * @param dims extents of dimensions that the model leaves open, by the dimension's name, by {@code input:index}, or by
 *     {@code *:index}
 * @param limit numbers of integer inputs lie below it
 */
record ModelCase(String name, Supplier<byte[]> file, Map<String, Long> dims, int limit) {

    /** The ONNX file. */
    byte[] bytes() {
        return file.get();
    }

    /** Seeded inputs: uniform floats in [0, 1), integers below the limit, masks of ones, ids of segments of zeros. */
    Map<String, Tensor> inputs(Model model) {
        var random = new SplittableRandom(42);
        var inputs = new LinkedHashMap<String, Tensor>();
        for (TensorSpec spec : model.inputs()) {
            inputs.put(spec.name(), input(spec, random));
        }
        return inputs;
    }

    private Tensor input(TensorSpec spec, SplittableRandom random) {
        long[] shape = spec.shape();
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] < 0) {
                String dimension = spec.dimensionNames().get(i);
                shape[i] = dims.getOrDefault(
                        spec.name() + ":" + i, dims.getOrDefault("*:" + i, dims.getOrDefault(dimension, 1L)));
            }
        }
        Tensor tensor = Tensor.zeros(spec.type(), shape);
        for (int i = 0; i < tensor.size(); i++) {
            switch (spec.type()) {
                case FLOAT -> tensor.floats()[i] = random.nextFloat();
                case INT64 -> tensor.longs()[i] = integer(spec.name(), random);
                case INT32 -> tensor.ints()[i] = (int) integer(spec.name(), random);
                default -> throw new IllegalArgumentException("no inputs of type " + spec.type());
            }
        }
        return tensor;
    }

    private long integer(String input, SplittableRandom random) {
        if (input.equals("sr")) {
            return 16_000;
        }
        return input.contains("mask") ? 1 : input.contains("type") ? 0 : random.nextInt(limit);
    }
}
