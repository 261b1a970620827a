package dev.lanewise.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Elements to and from little-endian raw data, the layout of ONNX's {@code raw_data}. */
final class RawData {

    private RawData() {}

    /** Bytes that {@code size} elements of {@code type} take when packed. */
    static long bytes(ElementType type, int size) {
        return ((long) size * type.bits() + 7) / 8;
    }

    static void read(ElementType type, ByteBuffer from, Object array, int size) {
        if (type == ElementType.STRING) {
            throw new InvalidInputException("strings have no raw data");
        }
        if (from.remaining() != bytes(type, size)) {
            throw new InvalidInputException("raw data of " + size + " elements of " + type + " takes "
                    + bytes(type, size) + " bytes, not " + from.remaining());
        }
        var raw = from.slice().order(ByteOrder.LITTLE_ENDIAN);
        switch (array) {
            case float[] a -> raw.asFloatBuffer().get(a);
            case double[] a -> raw.asDoubleBuffer().get(a);
            case int[] a -> raw.asIntBuffer().get(a);
            case long[] a -> raw.asLongBuffer().get(a);
            case short[] a -> raw.asShortBuffer().get(a);
            case byte[] a when type.bits() == 8 -> raw.get(a);
            case byte[] a -> unpack(type, raw, a);
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
    }

    static ByteBuffer write(ElementType type, Object array, int size) {
        if (type == ElementType.STRING) {
            throw new InvalidInputException("strings have no raw data");
        }
        long bytes = bytes(type, size);
        if (bytes > Integer.MAX_VALUE) {
            throw new ResourceLimitException(bytes + " bytes of raw data do not fit one buffer");
        }
        var raw = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        switch (array) {
            case float[] a -> raw.asFloatBuffer().put(a);
            case double[] a -> raw.asDoubleBuffer().put(a);
            case int[] a -> raw.asIntBuffer().put(a);
            case long[] a -> raw.asLongBuffer().put(a);
            case short[] a -> raw.asShortBuffer().put(a);
            case byte[] a when type.bits() == 8 -> raw.put(a).flip();
            case byte[] a -> pack(type, a, raw);
            default -> throw new IllegalArgumentException(array.getClass().getName());
        }
        return raw;
    }

    private static void unpack(ElementType type, ByteBuffer raw, byte[] elements) {
        int bits = type.bits();
        int perByte = 8 / bits;
        int up = 8 - bits;
        boolean signed = type.isInteger() && !type.isUnsigned();
        for (int i = 0; i < elements.length; i++) {
            int shifted = raw.get(i / perByte) << (up - bits * (i % perByte));
            elements[i] = (byte) (signed ? (byte) shifted >> up : (shifted & 0xFF) >> up);
        }
    }

    private static void pack(ElementType type, byte[] elements, ByteBuffer raw) {
        int bits = type.bits();
        int perByte = 8 / bits;
        int mask = (1 << bits) - 1;
        for (int i = 0; i < elements.length; i++) {
            int at = i / perByte;
            raw.put(at, (byte) (raw.get(at) | (elements[i] & mask) << bits * (i % perByte)));
        }
    }
}
