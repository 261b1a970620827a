package dev.lanewise.tensor;

/**
 * Types of tensor elements, with ONNX's names. The carrier is the Java type of the array that holds the elements: one
 * element each, also for types narrower than a byte, which are packed only in {@link Tensor#toByteBuffer} and
 * {@link Tensor#of(ElementType, java.nio.ByteBuffer, long...)}.
 */
public enum ElementType {
    FLOAT(32, Carrier.FLOATS, Kind.FLOATING),
    DOUBLE(64, Carrier.DOUBLES, Kind.FLOATING),
    FLOAT16(16, Carrier.SHORTS, Kind.FLOATING),
    BFLOAT16(16, Carrier.SHORTS, Kind.FLOATING),
    FLOAT8E4M3FN(8, Carrier.BYTES, Kind.FLOATING),
    FLOAT8E4M3FNUZ(8, Carrier.BYTES, Kind.FLOATING),
    FLOAT8E5M2(8, Carrier.BYTES, Kind.FLOATING),
    FLOAT8E5M2FNUZ(8, Carrier.BYTES, Kind.FLOATING),
    FLOAT8E8M0(8, Carrier.BYTES, Kind.FLOATING),
    FLOAT4E2M1(4, Carrier.BYTES, Kind.FLOATING),
    INT2(2, Carrier.BYTES, Kind.SIGNED),
    UINT2(2, Carrier.BYTES, Kind.UNSIGNED),
    INT4(4, Carrier.BYTES, Kind.SIGNED),
    UINT4(4, Carrier.BYTES, Kind.UNSIGNED),
    INT8(8, Carrier.BYTES, Kind.SIGNED),
    UINT8(8, Carrier.BYTES, Kind.UNSIGNED),
    INT16(16, Carrier.SHORTS, Kind.SIGNED),
    UINT16(16, Carrier.SHORTS, Kind.UNSIGNED),
    INT32(32, Carrier.INTS, Kind.SIGNED),
    UINT32(32, Carrier.INTS, Kind.UNSIGNED),
    INT64(64, Carrier.LONGS, Kind.SIGNED),
    UINT64(64, Carrier.LONGS, Kind.UNSIGNED),
    BOOL(8, Carrier.BYTES, Kind.BOOLEAN),
    COMPLEX64(64, Carrier.FLOATS, Kind.COMPLEX),
    COMPLEX128(128, Carrier.DOUBLES, Kind.COMPLEX),
    STRING(0, Carrier.STRINGS, Kind.TEXT);

    /** The Java array that carries elements. */
    public enum Carrier {
        FLOATS(4),
        DOUBLES(8),
        INTS(4),
        LONGS(8),
        SHORTS(2),
        BYTES(1),
        STRINGS(8);

        private final int bytes;

        Carrier(int bytes) {
            this.bytes = bytes;
        }

        /** Bytes an array of this carrier takes per entry; for strings those of a reference. */
        public int bytes() {
            return bytes;
        }

        /** A new array of zeros (of empty strings). */
        public Object newArray(int length) {
            return switch (this) {
                case FLOATS -> new float[length];
                case DOUBLES -> new double[length];
                case INTS -> new int[length];
                case LONGS -> new long[length];
                case SHORTS -> new short[length];
                case BYTES -> new byte[length];
                case STRINGS -> {
                    var strings = new String[length];
                    java.util.Arrays.fill(strings, "");
                    yield strings;
                }
            };
        }
    }

    private enum Kind {
        FLOATING,
        SIGNED,
        UNSIGNED,
        BOOLEAN,
        COMPLEX,
        TEXT
    }

    private final int bits;
    private final Carrier carrier;
    private final Kind kind;

    ElementType(int bits, Carrier carrier, Kind kind) {
        this.bits = bits;
        this.carrier = carrier;
        this.kind = kind;
    }

    /** Bits of one element when packed; 0 for strings. */
    public int bits() {
        return bits;
    }

    /** The array type that holds elements of this type. */
    public Carrier carrier() {
        return carrier;
    }

    /** Entries of the carrier per element: 2 for complex types, else 1. */
    public int entries() {
        return kind == Kind.COMPLEX ? 2 : 1;
    }

    /** Whether elements are floating-point numbers, of any width. */
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /** Whether elements are integers, of any width; bool is none. */
    public boolean isInteger() {
        return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
    }

    /** Whether elements are integers without a sign. */
    public boolean isUnsigned() {
        return kind == Kind.UNSIGNED;
    }
}
