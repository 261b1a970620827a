package dev.lanewise.onnx.proto;

import dev.lanewise.tensor.ModelFormatException;
import dev.lanewise.tensor.ResourceLimitException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Parses ONNX messages from the remaining bytes of a buffer: heap, direct or mapped, up to 2 GiB. Large data stays
 * where it is, as slices of the buffer, which must not change while the result is in use. The buffer's position is
 * left alone.
 *
 * <p>Damaged input gives a {@link ModelFormatException} with the field path and the offset in bytes; input that would
 * need more heap than allowed a {@link ResourceLimitException}. Fields not known here are skipped; where a field that
 * may stand once is repeated, the last one counts.
 */
public final class Proto {

    /** The heap that one call may take for records and decoded numbers, by estimate. */
    public static final long DEFAULT_HEAP_BYTES = 1L << 30;

    private Proto() {}

    /** A whole model. */
    public static ModelProto model(ByteBuffer file) {
        return model(file, DEFAULT_HEAP_BYTES);
    }

    /** A whole model, within a limit of heap bytes. */
    public static ModelProto model(ByteBuffer file, long heapBytes) {
        return parse(file, heapBytes, ModelParser::model);
    }

    /** A tensor that stands alone in a file. */
    public static TensorProto tensor(ByteBuffer file) {
        return parse(file, DEFAULT_HEAP_BYTES, TensorParser::tensor);
    }

    /** A sparse tensor that stands alone in a file. */
    public static SparseTensorProto sparseTensor(ByteBuffer file) {
        return parse(file, DEFAULT_HEAP_BYTES, TensorParser::sparseTensor);
    }

    /** A sequence that stands alone in a file. */
    public static SequenceProto sequence(ByteBuffer file) {
        return parse(file, DEFAULT_HEAP_BYTES, ValueParser::sequence);
    }

    /** A map that stands alone in a file. */
    public static MapProto map(ByteBuffer file) {
        return parse(file, DEFAULT_HEAP_BYTES, ValueParser::map);
    }

    /** An optional that stands alone in a file. */
    public static OptionalProto optional(ByteBuffer file) {
        return parse(file, DEFAULT_HEAP_BYTES, ValueParser::optional);
    }

    private static <T> T parse(ByteBuffer file, long heapBytes, WireReader.Parser<T> parser) {
        var in = new WireReader(file, heapBytes);
        try {
            return in.whole(parser);
        } catch (IOException e) {
            throw in.failure(in.atEnd() ? "truncated message" : "malformed number", e);
        }
    }
}
