package dev.lanewise.tflite;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Files of one recurrent operator each, by name: {@code operator kind [peephole] [coupled] [projection] [norm] [clip]
 * [major] [asymmetric] [merge]}, where kind is float, hybrid or integer. Weights follow from the name.
 */
final class RecurrentCase {

    /** Names of all cases. */
    static final List<String> ALL = List.of(
            "LSTM float",
            "LSTM float peephole coupled",
            "LSTM float projection norm clip",
            "LSTM hybrid peephole projection",
            "LSTM hybrid unsigned",
            "LSTM integer projection norm",
            "LSTM float basic",
            "LSTM bytes basic",
            "UNIDIRECTIONAL_SEQUENCE_LSTM float peephole projection clip major",
            "UNIDIRECTIONAL_SEQUENCE_LSTM float coupled norm",
            "UNIDIRECTIONAL_SEQUENCE_LSTM hybrid",
            "UNIDIRECTIONAL_SEQUENCE_LSTM hybrid unsigned",
            "UNIDIRECTIONAL_SEQUENCE_LSTM hybrid asymmetric major",
            "UNIDIRECTIONAL_SEQUENCE_LSTM hybrid coupled peephole projection norm clip",
            "UNIDIRECTIONAL_SEQUENCE_LSTM integer",
            "UNIDIRECTIONAL_SEQUENCE_LSTM integer major clip",
            "UNIDIRECTIONAL_SEQUENCE_LSTM integer coupled projection",
            "UNIDIRECTIONAL_SEQUENCE_LSTM integer norm",
            "UNIDIRECTIONAL_SEQUENCE_LSTM integer projection norm major",
            "BIDIRECTIONAL_SEQUENCE_LSTM float",
            "BIDIRECTIONAL_SEQUENCE_LSTM float merge major peephole",
            "BIDIRECTIONAL_SEQUENCE_LSTM hybrid",
            "BIDIRECTIONAL_SEQUENCE_LSTM hybrid unsigned",
            "BIDIRECTIONAL_SEQUENCE_LSTM hybrid merge major projection",
            "BIDIRECTIONAL_SEQUENCE_LSTM float auxiliary major",
            "BIDIRECTIONAL_SEQUENCE_LSTM float stacked major",
            "RNN float",
            "RNN hybrid",
            "RNN hybrid unsigned",
            "RNN hybrid asymmetric",
            "UNIDIRECTIONAL_SEQUENCE_RNN float major",
            "UNIDIRECTIONAL_SEQUENCE_RNN hybrid",
            "UNIDIRECTIONAL_SEQUENCE_RNN hybrid unsigned",
            "BIDIRECTIONAL_SEQUENCE_RNN float merge",
            "BIDIRECTIONAL_SEQUENCE_RNN hybrid merge",
            "BIDIRECTIONAL_SEQUENCE_RNN hybrid unsigned merge",
            "SVDF float",
            "SVDF hybrid",
            "SVDF hybrid unsigned",
            "SVDF hybrid asymmetric",
            "SVDF integer");

    private static final int DEPTH = 5;
    private static final int CELLS = 8;
    private static final int MEMORY = 4;
    private static final int RANK = 2;
    private static final int BATCH = 3;
    private static final int TIMES = 4;
    private static final float WEIGHT_STEP = 1f / 128;
    private static final float STATE_STEP = 1f / 100;
    private static final float INPUT_STEP = 1f / 64;
    private static final int STATE_ZERO = 7;

    private final List<String> words;
    private final SplittableRandom random;
    private final FileBuilder file = new FileBuilder();
    private final FileBuilder.Subgraph main = file.subgraph();
    private final int units;

    private RecurrentCase(String name) {
        words = List.of(name.split(" "));
        random = new SplittableRandom(name.hashCode());
        units = is("projection") ? CELLS - 2 : CELLS;
    }

    /** The file of a case. */
    static byte[] file(String name) {
        return new RecurrentCase(name).build();
    }

    private boolean is(String word) {
        return words.contains(word);
    }

    private byte[] build() {
        String operator = words.getFirst();
        boolean sequence = operator.contains("SEQUENCE");
        int[] batches = is("major") ? new int[] {TIMES, BATCH} : new int[] {BATCH, TIMES};
        int[] shape = sequence ? new int[] {batches[0], batches[1], DEPTH} : new int[] {BATCH, DEPTH};
        if (is("bytes")) {
            basicOfBytes();
            return file.bytes();
        }
        int x = is("integer")
                ? main.quantized("x", FileBuilder.INT8, INPUT_STEP, -3, shape)
                : main.tensor("x", FileBuilder.FLOAT, shape);
        main.inputs(x);
        if (is("basic")) {
            basic(x);
            return file.bytes();
        }
        switch (operator) {
            case "LSTM", "UNIDIRECTIONAL_SEQUENCE_LSTM" -> lstm(operator, x, shape);
            case "BIDIRECTIONAL_SEQUENCE_LSTM" -> bidirectionalLstm(x, shape);
            case "SVDF" -> svdf(x);
            default -> rnn(operator, x, shape);
        }
        return file.bytes();
    }

    private float[] numbers(int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextDouble(-1, 1);
        }
        return numbers;
    }

    private int[] integers(int count, int bound) {
        return random.ints(count, -bound, bound).toArray();
    }

    private int weights(String name, int... shape) {
        int count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        return is("float")
                ? main.floats(name, numbers(count), shape)
                : main.integers(
                        name,
                        is("unsigned") ? FileBuilder.UINT8 : FileBuilder.INT8,
                        WEIGHT_STEP,
                        integers(count, 128),
                        shape);
    }

    private int bias(String name, int length) {
        return is("integer")
                ? main.integers(name, 2, INPUT_STEP * WEIGHT_STEP, integers(length, 4000), length)
                : main.floats(name, numbers(length), length);
    }

    /** A vector of cells: a peephole or factors of normalization. */
    private int vector(String name, boolean peephole) {
        if (is("integer")) {
            return main.integers(name, FileBuilder.INT16, 1f / (1 << 15), integers(CELLS, 1 << 15), CELLS);
        }
        return peephole ? weights(name, CELLS) : main.floats(name, numbers(CELLS), CELLS);
    }

    /** Inputs 1 to 17 of an LSTM layer. */
    private void layer(String name, int[] inputs, int from) {
        for (int gate = is("coupled") ? 1 : 0; gate < 4; gate++) {
            inputs[from + gate] = weights(name + "w" + gate, CELLS, DEPTH);
            inputs[from + 4 + gate] = weights(name + "r" + gate, CELLS, units);
            inputs[from + 11 + gate] = bias(name + "b" + gate, CELLS);
            if (is("peephole") && gate != 2) {
                inputs[from + 8 + Math.min(gate, 2)] = vector(name + "p" + gate, true);
            }
        }
        if (is("projection")) {
            inputs[from + 15] = weights(name + "projection", units, CELLS);
            inputs[from + 16] = bias(name + "projected", units);
        }
    }

    private void lstm(String operator, int x, int[] shape) {
        var inputs = new int[24];
        Arrays.fill(inputs, -1);
        inputs[0] = x;
        layer("", inputs, 1);
        boolean integer = is("integer");
        inputs[18] = main.variable(
                "hidden",
                integer ? FileBuilder.INT8 : FileBuilder.FLOAT,
                integer ? STATE_STEP : 0,
                STATE_ZERO,
                BATCH,
                units);
        inputs[19] = main.variable(
                "cell", integer ? FileBuilder.INT16 : FileBuilder.FLOAT, integer ? 1f / (1 << 11) : 0, 0, BATCH, CELLS);
        for (int gate = is("coupled") ? 1 : 0; is("norm") && gate < 4; gate++) {
            inputs[20 + gate] = vector("n" + gate, false);
        }
        if (integer) {
            intermediates();
        }
        int[] made = shape.clone();
        made[made.length - 1] = units;
        int y = integer
                ? main.quantized("y", FileBuilder.INT8, STATE_STEP, STATE_ZERO, made)
                : main.tensor("y", FileBuilder.FLOAT, made);
        boolean sequence = operator.contains("SEQUENCE");
        main.operator(operator, inputs, new int[] {y}, 5, f -> {
            f.addByte(0, (byte) 4, 0);
            f.addFloat(1, is("clip") ? 0.5f : 0, 0);
            f.addFloat(2, is("clip") ? 0.4f : 0, 0);
            if (sequence) {
                f.addBoolean(3, is("major"), false);
            }
            f.addBoolean(4, is("asymmetric"), false);
        });
        main.outputs(y);
    }

    private void basic(int x) {
        int hidden = main.variable("hidden", FileBuilder.FLOAT, 0, 0, BATCH, units);
        int weights = weights("w", 4 * units, DEPTH + units);
        int bias = bias("b", 4 * units);
        int cell = main.variable("cell", FileBuilder.FLOAT, 0, 0, BATCH, units);
        int y = main.tensor("y", FileBuilder.FLOAT, BATCH, units);
        int z = main.tensor("z", FileBuilder.FLOAT, BATCH, units);
        int joined = main.tensor("joined", FileBuilder.FLOAT, BATCH, DEPTH + units);
        int gates = main.tensor("gates", FileBuilder.FLOAT, BATCH, 4 * units);
        main.operator("LSTM", new int[] {x, hidden, weights, bias, cell}, new int[] {y, z, joined, gates}, 5, f -> {
            f.addByte(0, (byte) 4, 0);
            f.addByte(3, (byte) 1, 0);
        });
        main.outputs(y, z);
    }

    /** The basic kernel in unsigned bytes, around 128 but for the weights. */
    private void basicOfBytes() {
        float step = 1f / 128;
        int x = main.quantized("x", FileBuilder.UINT8, step, 128, BATCH, DEPTH);
        int hidden = main.variable("hidden", FileBuilder.UINT8, step, 128, BATCH, units);
        int[] numbers = random.ints(4 * units * (DEPTH + units), 0, 256).toArray();
        int weights = main.integers("w", FileBuilder.UINT8, 1f / 96, 121, numbers, 4 * units, DEPTH + units);
        int bias = main.integers("b", 2, step / 96, integers(4 * units, 9000), 4 * units);
        int cell = main.variable("cell", FileBuilder.INT16, 1f / (1 << 11), 0, BATCH, units);
        int y = main.quantized("y", FileBuilder.UINT8, step, 128, BATCH, units);
        int z = main.quantized("z", FileBuilder.INT16, 1f / (1 << 11), 0, BATCH, units);
        int joined = main.quantized("joined", FileBuilder.UINT8, step, 128, BATCH, DEPTH + units);
        int gates = main.quantized("gates", FileBuilder.INT16, 1f / (1 << 12), 0, BATCH, 4 * units);
        main.operator("LSTM", new int[] {x, hidden, weights, bias, cell}, new int[] {y, z, joined, gates}, 5, f -> {
            f.addByte(0, (byte) 4, 0);
            f.addByte(3, (byte) 1, 0);
        });
        main.inputs(x).outputs(y, z);
    }

    private void intermediates() {
        var within = new int[5];
        for (int i = 0; i < 4; i++) {
            within[i] = main.quantized("within" + i, FileBuilder.INT16, is("norm") ? 1f / (1 << 12) : 0, 0, 0);
        }
        boolean projected = is("projection");
        within[4] = main.quantized(
                "emitted", FileBuilder.INT8, projected ? 1f / 120 : STATE_STEP, projected ? -5 : STATE_ZERO, 0);
        main.intermediates(within);
    }

    private void bidirectionalLstm(int x, int[] shape) {
        var inputs = new int[48];
        Arrays.fill(inputs, -1);
        inputs[0] = x;
        layer("fw", inputs, 1);
        layer("bw", inputs, 18);
        if (is("auxiliary") || is("stacked")) {
            inputs[39] = main.tensor("auxiliary", FileBuilder.FLOAT, shape);
            main.inputs(x, inputs[39]);
        }
        for (int i = 40; is("auxiliary") && i < 48; i++) {
            inputs[i] = weights("a" + i, CELLS, DEPTH);
        }
        for (int i = 0; i < 4; i++) {
            inputs[35 + i] = main.variable("state" + i, FileBuilder.FLOAT, 0, 0, BATCH, i % 2 == 0 ? units : CELLS);
        }
        main.operator("BIDIRECTIONAL_SEQUENCE_LSTM", inputs, outputs(shape, units), 6, f -> {
            f.addByte(0, (byte) 4, 0);
            f.addBoolean(3, is("merge"), false);
            f.addBoolean(4, is("major"), true);
        });
    }

    private int[] outputs(int[] shape, int width) {
        int[] made = shape.clone();
        made[made.length - 1] = is("merge") ? 2 * width : width;
        int y = main.tensor("y", FileBuilder.FLOAT, made);
        int[] all = is("merge") ? new int[] {y} : new int[] {y, main.tensor("z", FileBuilder.FLOAT, made)};
        main.outputs(all);
        return all;
    }

    private void rnn(String operator, int x, int[] shape) {
        boolean both = operator.startsWith("BI");
        var inputs = new int[both ? 12 : 5];
        Arrays.fill(inputs, -1);
        inputs[0] = x;
        for (int from = 1; from < (both ? 9 : 5); from += 4) {
            inputs[from] = weights("w" + from, CELLS, DEPTH);
            inputs[from + 1] = weights("r" + from, CELLS, CELLS);
            inputs[from + 2] = bias("b" + from, CELLS);
            inputs[from + 3] = main.variable("state" + from, FileBuilder.FLOAT, 0, 0, BATCH, CELLS);
        }
        int[] made = shape.clone();
        made[made.length - 1] = CELLS;
        int[] outputs = both ? outputs(shape, CELLS) : new int[] {main.tensor("y", FileBuilder.FLOAT, made)};
        main.outputs(outputs);
        boolean sequence = operator.contains("SEQUENCE");
        main.operator(operator, inputs, outputs, 4, f -> {
            if (sequence) {
                f.addBoolean(0, is("major"), false);
            }
            f.addByte(sequence ? 1 : 0, (byte) 4, 0);
            if (both) {
                f.addBoolean(2, is("merge"), false);
            } else {
                f.addBoolean(sequence ? 2 : 1, is("asymmetric"), false);
            }
        });
    }

    private void svdf(int x) {
        boolean integer = is("integer");
        int features = weights("features", CELLS, DEPTH);
        int times = integer
                ? main.integers(
                        "times", FileBuilder.INT16, 1f / (1 << 14), integers(CELLS * MEMORY, 1 << 14), CELLS, MEMORY)
                : weights("times", CELLS, MEMORY);
        int bias = integer
                ? main.integers("bias", 2, 1f / (1 << 26), integers(CELLS / RANK, 1 << 24), CELLS / RANK)
                : bias("bias", CELLS / RANK);
        int memory = main.variable(
                "memory",
                integer ? FileBuilder.INT16 : FileBuilder.FLOAT,
                integer ? 1f / (1 << 12) : 0,
                0,
                BATCH,
                CELLS * MEMORY);
        int y = integer
                ? main.quantized("y", FileBuilder.INT8, 1f / 16, -9, BATCH, CELLS / RANK)
                : main.tensor("y", FileBuilder.FLOAT, BATCH, CELLS / RANK);
        main.operator("SVDF", new int[] {x, features, times, bias, memory}, new int[] {y}, 3, f -> {
            f.addInt(0, RANK, 0);
            f.addByte(1, (byte) 1, 0);
            f.addBoolean(2, is("asymmetric"), false);
        });
        main.outputs(y);
    }
}
