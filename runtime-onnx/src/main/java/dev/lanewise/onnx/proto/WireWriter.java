package dev.lanewise.onnx.proto;

import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes fields of protobuf messages. A message's length stands before its fields, so everything is written twice:
 * once into a {@link MeasuringWriter}, once into a {@link StreamWriter} that knows the lengths.
 */
abstract sealed class WireWriter permits MeasuringWriter, StreamWriter {

    /** The fields of one message, or the elements of a packed field; writes the same each time. */
    @FunctionalInterface
    interface Body {
        void write(WireWriter out) throws IOException;
    }

    /** How a value is written as the fields of a message. */
    @FunctionalInterface
    interface Encoder<T> {
        void write(T value, WireWriter out) throws IOException;
    }

    /** Writes one value as a message without number and length. */
    static <T> void write(T value, Encoder<T> encoder, OutputStream to) throws IOException {
        var measure = new MeasuringWriter();
        encoder.write(value, measure);
        var stream = new StreamWriter(to, measure.lengths());
        encoder.write(value, stream);
        stream.flush();
    }

    abstract void varint(long value) throws IOException;

    abstract void fixed32(int value) throws IOException;

    abstract void fixed64(long value) throws IOException;

    abstract void raw(ByteBuffer bytes) throws IOException;

    /** Writes the length of the body and then the body. */
    abstract void delimited(Body body) throws IOException;

    final void int64(int field, long value) throws IOException {
        tag(field, WireFormat.WIRETYPE_VARINT);
        varint(value);
    }

    final void float32(int field, float value) throws IOException {
        tag(field, WireFormat.WIRETYPE_FIXED32);
        fixed32(Float.floatToRawIntBits(value));
    }

    final void bytes(int field, Bytes value) throws IOException {
        tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        varint(value.size());
        raw(value.buffer());
    }

    final void byteStrings(int field, List<Bytes> values) throws IOException {
        for (var value : values) {
            bytes(field, value);
        }
    }

    /** Writes the text unless it is empty. */
    final void text(int field, String value) throws IOException {
        if (!value.isEmpty()) {
            texts(field, List.of(value));
        }
    }

    final void texts(int field, List<String> values) throws IOException {
        for (var value : values) {
            var utf8 = value.getBytes(StandardCharsets.UTF_8);
            tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            varint(utf8.length);
            raw(ByteBuffer.wrap(utf8));
        }
    }

    final void message(int field, Body body) throws IOException {
        tag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        delimited(body);
    }

    final <T> void message(int field, T value, Encoder<? super T> encoder) throws IOException {
        message(field, out -> encoder.write(value, out));
    }

    final <T> void messages(int field, List<? extends T> values, Encoder<T> encoder) throws IOException {
        for (var value : values) {
            message(field, value, encoder);
        }
    }

    /** Writes {@code StringStringEntryProto} messages. */
    final void entries(int field, Map<String, String> entries) throws IOException {
        for (var entry : entries.entrySet()) {
            message(field, out -> {
                out.text(1, entry.getKey());
                out.text(2, entry.getValue());
            });
        }
    }

    final void packed(int field, LongBuffer values) throws IOException {
        message(field, out -> {
            for (int i = 0; i < values.limit(); i++) {
                out.varint(values.get(i));
            }
        });
    }

    final void packed(int field, IntBuffer values) throws IOException {
        message(field, out -> {
            for (int i = 0; i < values.limit(); i++) {
                out.varint(values.get(i));
            }
        });
    }

    final void unpacked(int field, LongBuffer values) throws IOException {
        for (int i = 0; i < values.limit(); i++) {
            int64(field, values.get(i));
        }
    }

    final void unpacked(int field, List<Long> values) throws IOException {
        for (long value : values) {
            int64(field, value);
        }
    }

    private void tag(int field, int wireType) throws IOException {
        varint((long) field << 3 | wireType);
    }
}
