package dev.lanewise.benchmarks;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.lanewise.tensor.ElementType;
import dev.lanewise.tflite.file.BuiltinNames;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Writes TFLite files of one operator. */
final class OperatorFile {

    /** What is added to the number of a table in the schema's second union of options. */
    static final int SECOND_UNION = 1000;

    private static final Map<ElementType, Integer> TYPES = Map.ofEntries(
            Map.entry(ElementType.FLOAT, 0),
            Map.entry(ElementType.FLOAT16, 1),
            Map.entry(ElementType.INT32, 2),
            Map.entry(ElementType.UINT8, 3),
            Map.entry(ElementType.INT64, 4),
            Map.entry(ElementType.BOOL, 6),
            Map.entry(ElementType.INT16, 7),
            Map.entry(ElementType.COMPLEX64, 8),
            Map.entry(ElementType.INT8, 9),
            Map.entry(ElementType.DOUBLE, 10),
            Map.entry(ElementType.UINT64, 12),
            Map.entry(ElementType.UINT32, 15),
            Map.entry(ElementType.UINT16, 16));

    private final FlatBufferBuilder flat = new FlatBufferBuilder(1024);
    private final List<Integer> buffers = new ArrayList<>();

    /**
     * A tensor.
     *
     * @param scales none where it is not quantized, several for one each of the first axis
     * @param data null where the tensor is computed or given
     */
    record Spec(ElementType type, int[] shape, float[] scales, long zero, int axis, byte[] data) {

        static Spec of(ElementType type, int... shape) {
            return new Spec(type, shape, new float[0], 0, 0, null);
        }

        static Spec floats(int... shape) {
            return of(ElementType.FLOAT, shape);
        }

        Spec quantized(double scale, long zeroPoint) {
            return new Spec(type, shape, new float[] {(float) scale}, zeroPoint, 0, data);
        }

        Spec scaled(int along, float... each) {
            return new Spec(type, shape, each, 0, along, data);
        }

        /** With random bytes; integers of 32 and 64 bits below {@code bound}. */
        Spec random(SplittableRandom random, int bound) {
            int size = 1;
            for (int extent : shape) {
                size *= extent;
            }
            var bytes = ByteBuffer.allocate(size * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                switch (type) {
                    case INT32 -> bytes.putInt(random.nextInt(-bound, bound));
                    case INT64 -> bytes.putLong(random.nextInt(-bound, bound));
                    case FLOAT -> bytes.putFloat((float) random.nextDouble(-1, 1));
                    case BOOL -> bytes.put((byte) random.nextInt(2));
                    default -> bytes.put((byte) random.nextInt());
                }
            }
            return new Spec(type, shape, scales, zero, axis, bytes.array());
        }

        /** With these numbers; quantized ones are the integers themselves. */
        Spec values(double... values) {
            var bytes = ByteBuffer.allocate(values.length * type.bits() / 8).order(ByteOrder.LITTLE_ENDIAN);
            for (double value : values) {
                switch (type) {
                    case INT32, UINT32 -> bytes.putInt((int) value);
                    case INT64, UINT64 -> bytes.putLong((long) value);
                    case INT16, UINT16 -> bytes.putShort((short) value);
                    case FLOAT -> bytes.putFloat((float) value);
                    case DOUBLE -> bytes.putDouble(value);
                    default -> bytes.put((byte) value);
                }
            }
            return new Spec(type, shape, scales, zero, axis, bytes.array());
        }

        static Spec ints(int... values) {
            var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asIntBuffer().put(values);
            return new Spec(ElementType.INT32, new int[] {values.length}, new float[0], 0, 0, bytes.array());
        }
    }

    /**
     * Options: the number of their table in the schema's union, and values by the numbers of fields.
     *
     * @param body the builtin that the file's second subgraph applies to two elements; negative where there is none
     * @param element the type of its elements
     */
    record Options(int union, Map<Integer, Object> fields, int body, ElementType element) {
        static final Options NONE = new Options(0, Map.of());

        Options(int union, Map<Integer, Object> fields) {
            this(union, fields, -1, ElementType.FLOAT);
        }

        Options applying(int builtin, ElementType type) {
            return new Options(union, fields, builtin, type);
        }
    }

    /** The file's bytes; tensors without data are the model's inputs. */
    static byte[] of(int builtin, Options options, List<Spec> inputs, List<Spec> outputs) {
        return new OperatorFile().write(builtin, options, inputs, outputs);
    }

    private byte[] write(int builtin, Options options, List<Spec> inputs, List<Spec> outputs) {
        buffer(new byte[0]);
        var tensors = new ArrayList<Integer>();
        var given = new ArrayList<Integer>();
        var reads = new int[inputs.size()];
        for (int i = 0; i < inputs.size(); i++) {
            reads[i] = tensors.size();
            if (inputs.get(i).data == null) {
                given.add(tensors.size());
            }
            tensors.add(tensor("in" + i, inputs.get(i)));
        }
        var makes = new int[outputs.size()];
        for (int i = 0; i < outputs.size(); i++) {
            makes[i] = tensors.size();
            tensors.add(tensor("out" + i, outputs.get(i)));
        }
        int[] inputsOfFile = given.stream().mapToInt(Integer::intValue).toArray();
        var subgraphTables = new ArrayList<Integer>();
        subgraphTables.add(subgraph(tensors, operator(0, options, reads, makes), inputsOfFile, makes));
        var codeTables = new ArrayList<Integer>();
        codeTables.add(code(builtin));
        if (options.body >= 0) {
            var elements = new ArrayList<Integer>();
            for (String name : List.of("a", "b", "c")) {
                elements.add(tensor(name, Spec.of(options.element)));
            }
            int[] two = {0, 1};
            int[] one = {2};
            subgraphTables.add(subgraph(elements, operator(1, Options.NONE, two, one), two, one));
            codeTables.add(code(options.body));
        }
        int subgraphs = offsets(subgraphTables);
        int codes = offsets(codeTables);
        int ofBuffers = offsets(buffers);
        flat.startTable(8);
        flat.addInt(0, 3, 0);
        flat.addOffset(1, codes, 0);
        flat.addOffset(2, subgraphs, 0);
        flat.addOffset(4, ofBuffers, 0);
        flat.finish(flat.endTable(), "TFL3");
        return flat.sizedByteArray();
    }

    private int subgraph(List<Integer> tensors, int operator, int[] inputs, int[] outputs) {
        int operators = offsets(List.of(operator));
        int ofTensors = offsets(tensors);
        int ofInputs = ints(inputs);
        int ofOutputs = ints(outputs);
        flat.startTable(5);
        flat.addOffset(0, ofTensors, 0);
        flat.addOffset(1, ofInputs, 0);
        flat.addOffset(2, ofOutputs, 0);
        flat.addOffset(3, operators, 0);
        return flat.endTable();
    }

    private int code(int builtin) {
        flat.startTable(4);
        flat.addByte(0, (byte) Math.min(builtin, 127), 0);
        flat.addInt(2, builtin == BuiltinNames.code("BROADCAST_TO") ? 2 : 1, 0);
        flat.addInt(3, builtin, 0);
        return flat.endTable();
    }

    private int operator(int code, Options options, int[] reads, int[] makes) {
        var vectors = new java.util.HashMap<Integer, Integer>();
        options.fields.forEach((number, value) -> {
            if (value instanceof float[] floats) {
                flat.startVector(4, floats.length, 4);
                for (int i = floats.length - 1; i >= 0; i--) {
                    flat.addFloat(floats[i]);
                }
                vectors.put(number, flat.endVector());
            } else if (value instanceof int[] ints) {
                vectors.put(number, ints(ints));
            } else if (value instanceof long[] longs) {
                flat.startVector(8, longs.length, 8);
                for (int i = longs.length - 1; i >= 0; i--) {
                    flat.addLong(longs[i]);
                }
                vectors.put(number, flat.endVector());
            }
        });
        flat.startTable(16);
        options.fields.forEach((number, value) -> {
            switch (value) {
                case Byte b -> flat.addByte(number, b, 0);
                case Integer i -> flat.addInt(number, i, 0);
                case Long l -> flat.addLong(number, l, 0);
                case Float f -> flat.addFloat(number, f, 0);
                case Boolean b -> flat.addBoolean(number, b, false);
                default -> flat.addOffset(number, vectors.get(number), 0);
            }
        });
        int table = flat.endTable();
        int from = ints(reads);
        int to = ints(makes);
        flat.startTable(13);
        flat.addInt(0, code, 0);
        flat.addOffset(1, from, 0);
        flat.addOffset(2, to, 0);
        if (options.union > SECOND_UNION) {
            flat.addByte(11, (byte) (options.union - SECOND_UNION), 0);
            flat.addOffset(12, table, 0);
        } else if (options.union != 0) {
            flat.addByte(3, (byte) options.union, 0);
            flat.addOffset(4, table, 0);
        }
        return flat.endTable();
    }

    private int tensor(String name, Spec spec) {
        int quantization = 0;
        if (spec.scales.length > 0) {
            flat.startVector(4, spec.scales.length, 4);
            for (int i = spec.scales.length - 1; i >= 0; i--) {
                flat.addFloat(spec.scales[i]);
            }
            int scales = flat.endVector();
            flat.startVector(8, spec.scales.length, 8);
            for (int i = 0; i < spec.scales.length; i++) {
                flat.addLong(spec.zero);
            }
            int zeros = flat.endVector();
            flat.startTable(7);
            flat.addOffset(2, scales, 0);
            flat.addOffset(3, zeros, 0);
            flat.addInt(6, spec.axis, 0);
            quantization = flat.endTable();
        }
        int buffer = spec.data == null ? 0 : buffer(spec.data);
        int dims = ints(spec.shape);
        int text = flat.createString(name);
        flat.startTable(10);
        flat.addOffset(0, dims, 0);
        flat.addByte(1, TYPES.get(spec.type).byteValue(), 0);
        flat.addInt(2, buffer, 0);
        flat.addOffset(3, text, 0);
        flat.addOffset(4, quantization, 0);
        return flat.endTable();
    }

    private int buffer(byte[] bytes) {
        flat.startVector(1, bytes.length, 16);
        for (int i = bytes.length - 1; i >= 0; i--) {
            flat.addByte(bytes[i]);
        }
        int data = flat.endVector();
        flat.startTable(3);
        flat.addOffset(0, data, 0);
        buffers.add(flat.endTable());
        return buffers.size() - 1;
    }

    private int ints(int[] values) {
        flat.startVector(4, values.length, 4);
        for (int i = values.length - 1; i >= 0; i--) {
            flat.addInt(values[i]);
        }
        return flat.endVector();
    }

    private int offsets(List<Integer> tables) {
        flat.startVector(4, tables.size(), 4);
        tables.reversed().forEach(flat::addOffset);
        return flat.endVector();
    }
}
