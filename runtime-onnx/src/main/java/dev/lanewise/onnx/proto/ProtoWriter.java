package dev.lanewise.onnx.proto;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes the records as ONNX messages, the inverse of {@link Proto}. Tensor data is streamed from its buffers; the
 * stream is flushed but not closed. A result of 2 GiB or more is refused before the first byte.
 */
public final class ProtoWriter {

    private ProtoWriter() {}

    /** Writes a whole model. */
    public static void write(ModelProto model, OutputStream to) throws IOException {
        WireWriter.write(model, ModelWriter::model, to);
    }

    /** Writes a tensor, sequence, map or optional as a file of its own. */
    public static void write(ValueProto value, OutputStream to) throws IOException {
        WireWriter.write(value, ValueWriter::value, to);
    }
}
