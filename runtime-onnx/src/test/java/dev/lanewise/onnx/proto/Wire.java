package dev.lanewise.onnx.proto;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Messages written field by field, for tests that must not trust the writer under test. */
final class Wire {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private interface Write {
        void run() throws IOException;
    }

    private Wire with(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Wire varint(int field, long value) {
        return with(() -> out.writeInt64(field, value));
    }

    Wire text(int field, String value) {
        return with(() -> out.writeString(field, value));
    }

    Wire bytes(int field, byte... value) {
        return with(() -> out.writeByteArray(field, value));
    }

    Wire message(int field, Wire value) {
        return bytes(field, value.toArray());
    }

    Wire float32(int field, float value) {
        return with(() -> out.writeFloat(field, value));
    }

    Wire float64(int field, double value) {
        return with(() -> out.writeDouble(field, value));
    }

    Wire packedFloats(int field, float... values) {
        var packed = new Wire();
        for (float value : values) {
            packed.with(() -> packed.out.writeFloatNoTag(value));
        }
        return message(field, packed);
    }

    Wire packedDoubles(int field, double... values) {
        var packed = new Wire();
        for (double value : values) {
            packed.with(() -> packed.out.writeDoubleNoTag(value));
        }
        return message(field, packed);
    }

    Wire packedVarints(int field, long... values) {
        var packed = new Wire();
        for (long value : values) {
            packed.with(() -> packed.out.writeInt64NoTag(value));
        }
        return message(field, packed);
    }

    Wire entry(int field, String key, String value) {
        return message(field, new Wire().text(1, key).text(2, value));
    }

    byte[] toArray() {
        with(out::flush);
        return bytes.toByteArray();
    }

    ByteBuffer buffer() {
        return ByteBuffer.wrap(toArray());
    }
}
