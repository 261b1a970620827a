package dev.lanewise.onnx.proto;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Writes to a stream, with the lengths that a {@link MeasuringWriter} found for the same value. */
final class StreamWriter extends WireWriter {

    private static final int BUFFER_BYTES = 1 << 16;

    private final CodedOutputStream out;
    private final int[] lengths;
    private int next;

    StreamWriter(OutputStream to, int[] lengths) {
        this.out = CodedOutputStream.newInstance(to, BUFFER_BYTES);
        this.lengths = lengths;
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    void varint(long value) throws IOException {
        out.writeUInt64NoTag(value);
    }

    @Override
    void fixed32(int value) throws IOException {
        out.writeFixed32NoTag(value);
    }

    @Override
    void fixed64(long value) throws IOException {
        out.writeFixed64NoTag(value);
    }

    @Override
    void raw(ByteBuffer bytes) throws IOException {
        out.write(bytes);
    }

    @Override
    void delimited(Body body) throws IOException {
        varint(lengths[next++]);
        body.write(this);
    }
}
