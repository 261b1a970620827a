package dev.lanewise.onnx.proto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A run of bytes that is never written: a slice of the parsed file or of an array. Equal when the contents are. */
public record Bytes(ByteBuffer buffer) {

    /** No bytes. */
    public static final Bytes EMPTY = new Bytes(ByteBuffer.allocate(0));

    /** Takes the buffer's remaining bytes without copying them; the caller leaves them unchanged from here on. */
    public Bytes {
        buffer = buffer.slice().asReadOnlyBuffer();
    }

    /** The UTF-8 bytes of a text. */
    public static Bytes utf8(String text) {
        return new Bytes(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A fresh read-only, little-endian view of all the bytes, at position 0. */
    @Override
    public ByteBuffer buffer() {
        return buffer.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The number of bytes. */
    public int size() {
        return buffer.limit();
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        var copy = new byte[size()];
        buffer.get(0, copy);
        return copy;
    }

    /** The bytes read as UTF-8; malformed input becomes the replacement character. */
    public String utf8() {
        return new String(toArray(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Bytes[" + size() + "]";
    }
}
