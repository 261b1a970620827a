package dev.lanewise.tflite.file;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.ArrayList;
import java.util.List;

/** A builtin's options to be written: fields of its table, by the numbers that they have in TFLite's schema. */
public final class Options {

    /** Of builtins that have none, or all of whose options have their defaults. */
    public static final Options NONE = new Options();

    /** How one field is added to the table that is being built. */
    private interface Field {
        /** Writes what must lie before the table; gives where, or 0. */
        default int prepare(FlatBufferBuilder flat) {
            return 0;
        }

        void add(FlatBufferBuilder flat, int prepared);
    }

    private record Number(int field, int value) implements Field {
        @Override
        public void add(FlatBufferBuilder flat, int prepared) {
            flat.addInt(field, value, 0);
        }
    }

    /** Always written, since some of these have other defaults than 0. */
    private record Small(int field, int value) implements Field {
        @Override
        public void add(FlatBufferBuilder flat, int prepared) {
            flat.addByte(field, (byte) value, ~value);
        }
    }

    private record Real(int field, float value) implements Field {
        @Override
        public void add(FlatBufferBuilder flat, int prepared) {
            flat.addFloat(field, value, 0);
        }
    }

    private record Numbers(int field, int[] values) implements Field {
        @Override
        public int prepare(FlatBufferBuilder flat) {
            return Vectors.ints(flat, values);
        }

        @Override
        public void add(FlatBufferBuilder flat, int prepared) {
            flat.addOffset(field, prepared, 0);
        }
    }

    private static final int MOST_FIELDS = 16;

    private final List<Field> fields = new ArrayList<>();

    private Options() {}

    /** No fields yet. */
    public static Options of() {
        return new Options();
    }

    /** With an int. */
    public Options int32(int field, int value) {
        fields.add(new Number(field, value));
        return this;
    }

    /** With a byte, as enums are. */
    public Options int8(int field, int value) {
        fields.add(new Small(field, value));
        return this;
    }

    /** With a boolean. */
    public Options flag(int field, boolean value) {
        return int8(field, value ? 1 : 0);
    }

    /** With a float. */
    public Options float32(int field, float value) {
        fields.add(new Real(field, value));
        return this;
    }

    /** With a vector of ints. */
    public Options ints(int field, int... values) {
        fields.add(new Numbers(field, values.clone()));
        return this;
    }

    /** Whether there is nothing to write. */
    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Writes the table; gives where. */
    int write(FlatBufferBuilder flat) {
        var prepared = new int[fields.size()];
        for (int i = 0; i < prepared.length; i++) {
            prepared[i] = fields.get(i).prepare(flat);
        }
        flat.startTable(MOST_FIELDS);
        for (int i = 0; i < prepared.length; i++) {
            fields.get(i).add(flat, prepared[i]);
        }
        return flat.endTable();
    }

    /** The number of a builtin's table in TFLite's union BuiltinOptions; 0 for builtins whose options are not written. */
    static int union(String builtin) {
        return switch (builtin) {
            case "CONV_2D" -> 1;
            case "DEPTHWISE_CONV_2D" -> 2;
            case "AVERAGE_POOL_2D", "MAX_POOL_2D" -> 5;
            case "FULLY_CONNECTED" -> 8;
            case "SOFTMAX" -> 9;
            case "CONCATENATION" -> 10;
            case "ADD" -> 11;
            case "LOCAL_RESPONSE_NORMALIZATION" -> 13;
            case "RESIZE_BILINEAR" -> 15;
            case "RESHAPE" -> 17;
            case "MUL" -> 21;
            case "GATHER" -> 23;
            case "MEAN", "SUM", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_PROD", "REDUCE_ANY", "REDUCE_ALL" -> 27;
            case "SUB" -> 28;
            case "DIV" -> 29;
            case "SQUEEZE" -> 30;
            case "STRIDED_SLICE" -> 32;
            case "SPLIT" -> 35;
            case "CAST" -> 37;
            case "ARG_MAX" -> 40;
            case "TRANSPOSE_CONV" -> 49;
            case "SHAPE" -> 55;
            case "ARG_MIN" -> 57;
            case "ONE_HOT" -> 61;
            case "RESIZE_NEAREST_NEIGHBOR" -> 74;
            case "LEAKY_RELU" -> 75;
            case "MIRROR_PAD" -> 77;
            case "SPLIT_V" -> 79;
            case "REVERSE_SEQUENCE" -> 87;
            case "BATCH_MATMUL" -> 101;
            case "CUMSUM" -> 102;
            case "CONV_3D" -> 106;
            case "GELU" -> 116;
            default -> 0;
        };
    }
}
