package dev.lanewise.tflite;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.lanewise.tflite.file.BuiltinNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Writes small TFLite files: tensors and operators of one or more subgraphs, in the order in which they are added. */
final class FileBuilder {

    private static final int SECOND_UNION = 1000;

    /** Numbers of tables of options in TFLite's union BuiltinOptions, or more in BuiltinOptions2. */
    private static final Map<String, Integer> OPTIONS = Map.ofEntries(
            Map.entry("CONV_2D", 1),
            Map.entry("SVDF", 6),
            Map.entry("RNN", 7),
            Map.entry("ADD", 11),
            Map.entry("LSTM", 14),
            Map.entry("RESHAPE", 17),
            Map.entry("UNIDIRECTIONAL_SEQUENCE_RNN", 31),
            Map.entry("STRIDED_SLICE", 32),
            Map.entry("LESS", 41),
            Map.entry("SLICE", 48),
            Map.entry("BIDIRECTIONAL_SEQUENCE_LSTM", 69),
            Map.entry("BIDIRECTIONAL_SEQUENCE_RNN", 70),
            Map.entry("UNIDIRECTIONAL_SEQUENCE_LSTM", 71),
            Map.entry("IF", 92),
            Map.entry("WHILE", 93),
            Map.entry("CALL_ONCE", 103),
            Map.entry("HASHTABLE", 107),
            Map.entry("HASHTABLE_FIND", 108),
            Map.entry("HASHTABLE_IMPORT", 109),
            Map.entry("HASHTABLE_SIZE", 110),
            Map.entry("VAR_HANDLE", 111),
            Map.entry("READ_VARIABLE", 112),
            Map.entry("ASSIGN_VARIABLE", 113),
            Map.entry("STABLEHLO_COMPOSITE", SECOND_UNION + 21),
            Map.entry("STABLEHLO_CASE", SECOND_UNION + 23));

    static final int FLOAT = 0;
    static final int INT32 = 2;
    static final int UINT8 = 3;
    static final int INT64 = 4;
    static final int STRING = 5;
    static final int BOOL = 6;
    static final int INT16 = 7;
    static final int INT8 = 9;
    static final int DOUBLE = 10;
    static final int RESOURCE = 13;
    static final int UINT32 = 15;

    /** One subgraph. */
    final class Subgraph {
        private final List<Integer> tensors = new ArrayList<>();
        private final List<Integer> operators = new ArrayList<>();
        private int[] intermediates = {};
        private boolean isVariable;
        private int[] inputs = {};
        private int[] outputs = {};

        /** A tensor without a value; gives its number. */
        int tensor(String name, int type, int... shape) {
            return tensor(name, type, 0, 0, 0, shape);
        }

        /** A quantized tensor without a value. */
        int quantized(String name, int type, float scale, long zeroPoint, int... shape) {
            return tensor(name, type, 0, scale, zeroPoint, shape);
        }

        int floats(String name, float[] values, int... shape) {
            var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return tensor(name, FLOAT, buffer(bytes.array()), 0, 0, shape);
        }

        /** Elements of any type but strings, as they lie in the file. */
        int bytes(String name, int type, byte[] elements, int... shape) {
            return tensor(name, type, buffer(elements), 0, 0, shape);
        }

        int ints(String name, int... values) {
            return ints(name, values, values.length);
        }

        int ints(String name, int[] values, int... shape) {
            var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(values);
            return tensor(name, INT32, buffer(bytes.array()), 0, 0, shape);
        }

        int longs(String name, long... values) {
            var bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asLongBuffer().put(values);
            return tensor(name, INT64, buffer(bytes.array()), 0, 0, new int[] {values.length});
        }

        /** Strings as TFLite stores them: their number, where each begins and the last ends, their bytes. */
        int strings(String name, String... values) {
            int header = 4 * (values.length + 2);
            var text = String.join("", values).getBytes(StandardCharsets.US_ASCII);
            var bytes = ByteBuffer.allocate(header + text.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.putInt(values.length);
            int at = header;
            for (String value : values) {
                bytes.putInt(at);
                at += value.length();
            }
            bytes.putInt(at).put(text);
            return tensor(name, STRING, buffer(bytes.array()), 0, 0, new int[] {values.length});
        }

        /** A handle of the variable {@code name}; gives its tensor's number. */
        int handle(String name) {
            int tensor = tensor("handle of " + name, RESOURCE);
            int text = flat.createString(name);
            operator("VAR_HANDLE", new int[0], new int[] {tensor}, 2, f -> f.addOffset(1, text, 0));
            return tensor;
        }

        /** A quantized constant of 8, 16 or 32 bits. */
        int integers(String name, int type, float scale, int[] values, int... shape) {
            return integers(name, type, scale, 0, values, shape);
        }

        int integers(String name, int type, float scale, long zeroPoint, int[] values, int... shape) {
            int width = type == INT8 || type == UINT8 ? 1 : type == INT16 ? 2 : 4;
            var bytes = ByteBuffer.allocate(width * values.length).order(ByteOrder.LITTLE_ENDIAN);
            for (int value : values) {
                switch (width) {
                    case 1 -> bytes.put((byte) value);
                    case 2 -> bytes.putShort((short) value);
                    default -> bytes.putInt(value);
                }
            }
            return tensor(name, type, buffer(bytes.array()), scale, zeroPoint, shape);
        }

        /** A variable tensor. */
        int variable(String name, int type, float scale, long zeroPoint, int... shape) {
            isVariable = true;
            int tensor = tensor(name, type, 0, scale, zeroPoint, shape);
            isVariable = false;
            return tensor;
        }

        private int tensor(String name, int type, int buffer, float scale, long zeroPoint, int... shape) {
            int quantization = 0;
            if (scale != 0) {
                int scales = vector(4, 1, () -> flat.addFloat(scale));
                int zeros = vector(8, 1, () -> flat.addLong(zeroPoint));
                flat.startTable(7);
                flat.addOffset(2, scales, 0);
                flat.addOffset(3, zeros, 0);
                quantization = flat.endTable();
            }
            int dims = intVector(shape);
            int text = flat.createString(name);
            flat.startTable(10);
            flat.addOffset(0, dims, 0);
            flat.addByte(1, (byte) type, 0);
            flat.addInt(2, buffer, 0);
            flat.addOffset(3, text, 0);
            flat.addOffset(4, quantization, 0);
            flat.addBoolean(5, isVariable, false);
            tensors.add(flat.endTable());
            return tensors.size() - 1;
        }

        /** A STABLEHLO_CASE, which runs one of {@code subgraphs}. */
        Subgraph choice(int[] reads, int[] makes, int... subgraphs) {
            int branches = intVector(subgraphs);
            return operator("STABLEHLO_CASE", reads, makes, 1, f -> f.addOffset(0, branches, 0));
        }

        /** A STABLEHLO_COMPOSITE with a name and no attributes, which runs {@code subgraph}. */
        Subgraph composite(int[] reads, int[] makes, int subgraph) {
            int text = flat.createString("dev.lanewise.composite");
            int attributes = vector(1, 0, () -> {});
            return operator("STABLEHLO_COMPOSITE", reads, makes, 5, f -> {
                f.addOffset(0, text, 0);
                f.addInt(1, subgraph, 0);
                f.addOffset(2, attributes, 0);
            });
        }

        /** A builtin; {@code options} adds the fields of its table of options. */
        Subgraph operator(String builtin, int[] reads, int[] makes, int fields, Consumer<FlatBufferBuilder> options) {
            flat.startTable(fields);
            options.accept(flat);
            int table = flat.endTable();
            int type = OPTIONS.getOrDefault(builtin, 1);
            return operator(code(BuiltinNames.code(builtin), ""), reads, makes, type, table);
        }

        Subgraph operator(String builtin, int[] reads, int[] makes) {
            return operator(builtin, reads, makes, 1, f -> {});
        }

        Subgraph custom(String name, int[] reads, int[] makes) {
            return operator(code(32, name), reads, makes, 0, 0);
        }

        private Subgraph operator(int code, int[] reads, int[] makes, int type, int table) {
            int from = intVector(reads);
            int to = intVector(makes);
            int within = intVector(intermediates);
            flat.startTable(13);
            flat.addInt(0, code, 0);
            flat.addOffset(1, from, 0);
            flat.addOffset(2, to, 0);
            boolean second = type > SECOND_UNION;
            flat.addByte(second ? 11 : 3, (byte) (second ? type - SECOND_UNION : type), 0);
            flat.addOffset(second ? 12 : 4, table, 0);
            flat.addOffset(8, within, 0);
            operators.add(flat.endTable());
            return this;
        }

        /** Intermediate tensors of the operators that follow. */
        Subgraph intermediates(int... numbers) {
            intermediates = numbers;
            return this;
        }

        Subgraph inputs(int... numbers) {
            inputs = numbers;
            return this;
        }

        Subgraph outputs(int... numbers) {
            outputs = numbers;
            return this;
        }

        private int write() {
            int ofTensors = offsets(tensors);
            int ofInputs = intVector(inputs);
            int ofOutputs = intVector(outputs);
            int ofOperators = offsets(operators);
            flat.startTable(5);
            flat.addOffset(0, ofTensors, 0);
            flat.addOffset(1, ofInputs, 0);
            flat.addOffset(2, ofOutputs, 0);
            flat.addOffset(3, ofOperators, 0);
            return flat.endTable();
        }
    }

    private final FlatBufferBuilder flat = new FlatBufferBuilder(1024);
    private final List<Integer> buffers = new ArrayList<>();
    private final List<Integer> codes = new ArrayList<>();
    private final List<Subgraph> subgraphs = new ArrayList<>();
    private final List<Integer> signatures = new ArrayList<>();
    private final List<Integer> metadata = new ArrayList<>();

    FileBuilder() {
        buffer(new byte[0]);
    }

    Subgraph subgraph() {
        subgraphs.add(new Subgraph());
        return subgraphs.getLast();
    }

    /** A signature of a subgraph with one input and one output. */
    FileBuilder signature(String key, int subgraph, String input, int from, String output, int to) {
        int inputs = offsets(List.of(tensorMap(input, from)));
        int outputs = offsets(List.of(tensorMap(output, to)));
        int text = flat.createString(key);
        flat.startTable(5);
        flat.addOffset(0, inputs, 0);
        flat.addOffset(1, outputs, 0);
        flat.addOffset(2, text, 0);
        flat.addInt(4, subgraph, 0);
        signatures.add(flat.endTable());
        return this;
    }

    private int tensorMap(String name, int tensor) {
        int text = flat.createString(name);
        flat.startTable(2);
        flat.addOffset(0, text, 0);
        flat.addInt(1, tensor, 0);
        return flat.endTable();
    }

    /** A named piece of metadata. */
    FileBuilder metadata(String name, byte[] content) {
        int buffer = buffer(content);
        int text = flat.createString(name);
        flat.startTable(2);
        flat.addOffset(0, text, 0);
        flat.addInt(1, buffer, 0);
        metadata.add(flat.endTable());
        return this;
    }

    private int buffer(byte[] bytes) {
        int data = flat.createByteVector(bytes);
        flat.startTable(3);
        flat.addOffset(0, data, 0);
        buffers.add(flat.endTable());
        return buffers.size() - 1;
    }

    private int code(int builtin, String custom) {
        int text = flat.createString(custom);
        flat.startTable(4);
        flat.addByte(0, (byte) Math.min(builtin, 127), 0);
        flat.addOffset(1, text, 0);
        flat.addInt(3, builtin, 0);
        codes.add(flat.endTable());
        return codes.size() - 1;
    }

    private int vector(int bytes, int count, Runnable add) {
        flat.startVector(bytes, count, bytes);
        add.run();
        return flat.endVector();
    }

    private int intVector(int[] values) {
        return vector(4, values.length, () -> {
            for (int i = values.length - 1; i >= 0; i--) {
                flat.addInt(values[i]);
            }
        });
    }

    private int offsets(List<Integer> tables) {
        return vector(4, tables.size(), () -> tables.reversed().forEach(flat::addOffset));
    }

    byte[] bytes() {
        int ofSubgraphs = offsets(subgraphs.stream().map(Subgraph::write).toList());
        int ofCodes = offsets(codes);
        int ofBuffers = offsets(buffers);
        int ofMetadata = offsets(metadata);
        int ofSignatures = offsets(signatures);
        flat.startTable(8);
        flat.addInt(0, 3, 0);
        flat.addOffset(1, ofCodes, 0);
        flat.addOffset(2, ofSubgraphs, 0);
        flat.addOffset(4, ofBuffers, 0);
        flat.addOffset(6, ofMetadata, 0);
        flat.addOffset(7, ofSignatures, 0);
        flat.finish(flat.endTable(), "TFL3");
        return flat.sizedByteArray();
    }
}
