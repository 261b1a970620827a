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

    /**
     * Seeded inputs: floats as a page of dark strokes on a light ground with noise, integers below the limit, masks of
     * ones, ids of segments of zeros.
     */
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
                case FLOAT -> tensor.floats()[i] = page(i, shape[shape.length - 1], random);
                case INT64 -> tensor.longs()[i] = integer(spec.name(), random);
                case INT32 -> tensor.ints()[i] = (int) integer(spec.name(), random);
                default -> throw new IllegalArgumentException("no inputs of type " + spec.type());
            }
        }
        return tensor;
    }

    /** Strokes three wide, in lines twelve high with as much between them, from −1 to 1. */
    private static float page(int i, long width, SplittableRandom random) {
        long column = i % Math.max(1, width);
        long row = i / Math.max(1, width);
        boolean ink = row % 24 < 12 && (column / 3 + row / 5) % 2 == 0;
        return (ink ? -0.8f : 0.8f) + 0.2f * (random.nextFloat() - 0.5f);
    }

    private long integer(String input, SplittableRandom random) {
        if (input.equals("sr")) {
            return 16_000;
        }
        return input.contains("mask") ? 1 : input.contains("type") ? 0 : random.nextInt(limit);
    }

    @Override
    public String toString() {
        return name;
    }
}
