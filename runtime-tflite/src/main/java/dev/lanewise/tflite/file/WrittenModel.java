package dev.lanewise.tflite.file;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.lanewise.tensor.ResourceLimitException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A TFLite file to be written: one subgraph with one signature. Buffer 0 is the empty one that tensors without a value
 * have.
 *
 * @param description what the model says it is
 * @param tensors with {@code sparsity} null
 * @param buffers values of constants, from buffer 1 on
 * @param inputNames by which the signature knows the inputs
 * @param outputNames likewise
 * @param metadata text by name
 */
public record WrittenModel(
        String name,
        String description,
        List<TensorInfo> tensors,
        List<WrittenOperator> operators,
        List<ByteBuffer> buffers,
        int[] inputs,
        int[] outputs,
        List<String> inputNames,
        List<String> outputNames,
        Map<String, String> metadata) {

    private static final String SIGNATURE = "serving_default";
    private static final int SCHEMA_VERSION = 3;

    /** What a flatbuffer may hold, with room for all that is not data of tensors. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (1L << 26);

    /** Codes from here on have this one in the field that old readers know. */
    private static final int PLACEHOLDER = 127;

    private record Code(String builtin, int version) {}

    /**
     * The file's bytes.
     *
     * @throws ResourceLimitException when they are more than a flatbuffer holds
     */
    public ByteBuffer bytes() {
        long size = buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (size > MOST_BYTES) {
            throw new ResourceLimitException(
                    "the constants have " + size + " bytes; a TFLite file holds " + MOST_BYTES);
        }
        var flat = new FlatBufferBuilder((int) Math.min(Integer.MAX_VALUE - 16, size + size / 8 + (1 << 16)));
        var ofBuffers = new ArrayList<Integer>();
        ofBuffers.add(buffer(flat, ByteBuffer.allocate(0)));
        buffers.forEach(data -> ofBuffers.add(buffer(flat, data)));
        var ofMetadata = new ArrayList<Integer>();
        metadata.forEach((key, text) -> {
            ofBuffers.add(buffer(flat, ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
            int ofKey = flat.createString(key);
            flat.startTable(2);
            flat.addOffset(0, ofKey, 0);
            flat.addInt(1, ofBuffers.size() - 1, 0);
            ofMetadata.add(flat.endTable());
        });
        var codes = new LinkedHashMap<Code, Integer>();
        operators.forEach(op -> codes.putIfAbsent(new Code(op.builtin(), op.version()), codes.size()));
        int ofCodes = Vectors.offsets(
                flat, codes.keySet().stream().map(code -> code(flat, code)).toList());
        int ofSubgraphs = Vectors.offsets(flat, List.of(subgraph(flat, codes)));
        int ofDescription = flat.createString(description);
        int allBuffers = Vectors.offsets(flat, ofBuffers);
        int allMetadata = Vectors.offsets(flat, ofMetadata);
        int ofSignatures = Vectors.offsets(flat, List.of(signature(flat)));
        flat.startTable(8);
        flat.addInt(0, SCHEMA_VERSION, 0);
        flat.addOffset(1, ofCodes, 0);
        flat.addOffset(2, ofSubgraphs, 0);
        flat.addOffset(3, ofDescription, 0);
        flat.addOffset(4, allBuffers, 0);
        flat.addOffset(6, allMetadata, 0);
        flat.addOffset(7, ofSignatures, 0);
        flat.finish(flat.endTable(), "TFL3");
        return flat.dataBuffer();
    }

    private static int buffer(FlatBufferBuilder flat, ByteBuffer data) {
        int at = data.hasRemaining() ? Vectors.data(flat, data) : 0;
        flat.startTable(3);
        flat.addOffset(0, at, 0);
        return flat.endTable();
    }

    private static int code(FlatBufferBuilder flat, Code code) {
        int number = BuiltinNames.code(code.builtin());
        flat.startTable(4);
        flat.addByte(0, (byte) Math.min(number, PLACEHOLDER), 0);
        flat.addInt(2, code.version(), 1);
        flat.addInt(3, number, 0);
        return flat.endTable();
    }

    private int subgraph(FlatBufferBuilder flat, Map<Code, Integer> codes) {
        int ofTensors = Vectors.offsets(
                flat, tensors.stream().map(info -> tensor(flat, info)).toList());
        int ofInputs = Vectors.ints(flat, inputs);
        int ofOutputs = Vectors.ints(flat, outputs);
        int ofOperators = Vectors.offsets(
                flat, operators.stream().map(op -> operator(flat, op, codes)).toList());
        int ofName = flat.createString(name);
        flat.startTable(5);
        flat.addOffset(0, ofTensors, 0);
        flat.addOffset(1, ofInputs, 0);
        flat.addOffset(2, ofOutputs, 0);
        flat.addOffset(3, ofOperators, 0);
        flat.addOffset(4, ofName, 0);
        return flat.endTable();
    }

    private static int operator(FlatBufferBuilder flat, WrittenOperator op, Map<Code, Integer> codes) {
        int ofInputs = Vectors.ints(flat, op.inputs());
        int ofOutputs = Vectors.ints(flat, op.outputs());
        int union = op.options().isEmpty() ? 0 : Options.union(op.builtin());
        int ofOptions = union == 0 ? 0 : op.options().write(flat);
        flat.startTable(6);
        flat.addInt(0, codes.getOrDefault(new Code(op.builtin(), op.version()), 0), 0);
        flat.addOffset(1, ofInputs, 0);
        flat.addOffset(2, ofOutputs, 0);
        flat.addByte(3, (byte) union, 0);
        flat.addOffset(4, ofOptions, 0);
        return flat.endTable();
    }

    /** Open extents are 1 in the shape, and −1 in its signature. */
    private static int tensor(FlatBufferBuilder flat, TensorInfo info) {
        var shape = new int[info.shape().length];
        var signature = new int[shape.length];
        boolean open = false;
        for (int i = 0; i < shape.length; i++) {
            signature[i] = Math.toIntExact(info.shape()[i]);
            open |= signature[i] < 0;
            shape[i] = signature[i] < 0 ? 1 : signature[i];
        }
        int ofShape = Vectors.ints(flat, shape);
        int ofSignature = open ? Vectors.ints(flat, signature) : 0;
        int ofName = flat.createString(info.name());
        int ofQuantization = info.quantization().exists() ? quantization(flat, info.quantization()) : 0;
        flat.startTable(10);
        flat.addOffset(0, ofShape, 0);
        flat.addByte(1, (byte) TensorInfo.number(info.type()), 0);
        flat.addInt(2, info.buffer(), 0);
        flat.addOffset(3, ofName, 0);
        flat.addOffset(4, ofQuantization, 0);
        flat.addBoolean(5, info.isVariable(), false);
        flat.addOffset(7, ofSignature, 0);
        flat.addBoolean(8, true, false);
        return flat.endTable();
    }

    private static int quantization(FlatBufferBuilder flat, Quantization quantization) {
        int scales = Vectors.floats(flat, quantization.scales());
        int zeros = Vectors.longs(flat, quantization.zeroPoints());
        flat.startTable(7);
        flat.addOffset(2, scales, 0);
        flat.addOffset(3, zeros, 0);
        flat.addInt(6, quantization.axis(), 0);
        return flat.endTable();
    }

    private int signature(FlatBufferBuilder flat) {
        int ofInputs = names(flat, inputs, inputNames);
        int ofOutputs = names(flat, outputs, outputNames);
        int ofKey = flat.createString(SIGNATURE);
        flat.startTable(5);
        flat.addOffset(0, ofInputs, 0);
        flat.addOffset(1, ofOutputs, 0);
        flat.addOffset(2, ofKey, 0);
        return flat.endTable();
    }

    private static int names(FlatBufferBuilder flat, int[] tensors, List<String> names) {
        var maps = new ArrayList<Integer>();
        for (int i = 0; i < tensors.length; i++) {
            int ofName = flat.createString(names.get(i));
            flat.startTable(2);
            flat.addOffset(0, ofName, 0);
            flat.addInt(1, tensors[i], 0);
            maps.add(flat.endTable());
        }
        return Vectors.offsets(flat, maps);
    }
}
