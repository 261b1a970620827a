package dev.lanewise.benchmarks;

import dev.lanewise.Model;
import dev.lanewise.TensorSpec;
import dev.lanewise.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * A model and the shapes of its inputs.
 *
 * @param name what tables call it
 * @param source where the test data has it; the empty path for a model from the class path
 * @param file reads or makes the model's file
 * @param dims extents of dimensions that the model leaves open, by the dimension's name, by {@code input:index}, or by
 *     {@code *:index}
 * @param limit numbers of integer inputs lie below it
 * @param text whether float inputs are a picture of words, rather than noise
 */
record ModelCase(String name, Path source, Supplier<byte[]> file, Map<String, Long> dims, int limit, boolean text) {

    /** The model's file. */
    byte[] bytes() {
        return file.get();
    }

    /** Whether the model can be read; says so where it cannot. */
    boolean isThere() {
        boolean there = source.toString().isEmpty() || Files.isRegularFile(source);
        if (!there) {
            System.out.println(name + " is left out: no file " + source);
        }
        return there;
    }

    /**
     * Seeded inputs: uniform floats in [0, 1) or a picture of words, integers below the limit, masks of
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
                case FLOAT -> tensor.floats()[i] = text ? page(i, shape[shape.length - 1], random) : random.nextFloat();
                case INT64 -> tensor.longs()[i] = integer(spec.name(), random);
                case INT32 -> tensor.ints()[i] = (int) integer(spec.name(), random);
                case INT8, UINT8 -> tensor.bytes()[i] = (byte) random.nextInt();
                case BOOL -> tensor.booleans()[i] = true;
                default -> throw new IllegalArgumentException("no inputs of type " + spec.type());
            }
        }
        return tensor;
    }

    /** Rows of the letters H, E, L, L and O, five bits each. */
    private static final int[] TEXT = {
        0b10001_11111_10000_10000_01110,
        0b10001_10000_10000_10000_10001,
        0b10001_10000_10000_10000_10001,
        0b11111_11110_10000_10000_10001,
        0b10001_10000_10000_10000_10001,
        0b10001_10000_10000_10000_10001,
        0b10001_11111_11111_11111_01110,
    };

    private static final int LETTERS = 5;

    /** Dark words on a light ground with noise, from −1 to 1; each letter 20 wide and 28 high. */
    private static float page(int i, long width, SplittableRandom random) {
        int column = (int) (i % Math.max(1, width)) / 4;
        int row = (int) (i / Math.max(1, width)) / 4;
        int letter = column / 6 % (LETTERS + 1);
        boolean inside = row % 14 < 7 && column % 6 < 5 && letter < LETTERS;
        boolean ink = inside && (TEXT[row % 14] >> (24 - letter * 5 - column % 6) & 1) == 1;
        return (ink ? -0.9f : 0.9f) + 0.2f * (random.nextFloat() - 0.5f);
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
