package dev.lanewise.kernel;

/**
 * How a number lies in an array of its carrier. The 4-bit and 2-bit formats take one byte an element, signed ones
 * extended by their sign; booleans are bytes 0 and 1; 16-bit floats are the bits of a short.
 */
public enum NumberFormat {
    FLOAT(float[].class, Kind.FLOATING, 32),
    DOUBLE(double[].class, Kind.FLOATING, 64),
    FLOAT16(short[].class, Kind.FLOATING, 16),
    BFLOAT16(short[].class, Kind.FLOATING, 16),
    FLOAT8E4M3FN(byte[].class, Kind.FLOATING, 8),
    FLOAT8E4M3FNUZ(byte[].class, Kind.FLOATING, 8),
    FLOAT8E5M2(byte[].class, Kind.FLOATING, 8),
    FLOAT8E5M2FNUZ(byte[].class, Kind.FLOATING, 8),
    FLOAT8E8M0(byte[].class, Kind.FLOATING, 8),
    FLOAT4E2M1(byte[].class, Kind.FLOATING, 4),
    INT2(byte[].class, Kind.SIGNED, 2),
    UINT2(byte[].class, Kind.UNSIGNED, 2),
    INT4(byte[].class, Kind.SIGNED, 4),
    UINT4(byte[].class, Kind.UNSIGNED, 4),
    INT8(byte[].class, Kind.SIGNED, 8),
    UINT8(byte[].class, Kind.UNSIGNED, 8),
    INT16(short[].class, Kind.SIGNED, 16),
    UINT16(short[].class, Kind.UNSIGNED, 16),
    INT32(int[].class, Kind.SIGNED, 32),
    UINT32(int[].class, Kind.UNSIGNED, 32),
    INT64(long[].class, Kind.SIGNED, 64),
    UINT64(long[].class, Kind.UNSIGNED, 64),
    BOOL(byte[].class, Kind.UNSIGNED, 1);

    private enum Kind {
        FLOATING,
        SIGNED,
        UNSIGNED
    }

    private final Class<?> carrier;
    private final Kind kind;
    private final int bits;

    NumberFormat(Class<?> carrier, Kind kind, int bits) {
        this.carrier = carrier;
        this.kind = kind;
        this.bits = bits;
    }

    /** The array class that holds such numbers. */
    public Class<?> carrier() {
        return carrier;
    }

    /** Bits that carry the value. */
    public int bits() {
        return bits;
    }

    /** Whether this is a floating-point format. */
    public boolean isFloating() {
        return kind == Kind.FLOATING;
    }

    /** Whether this is an integer format with negative values. */
    public boolean isSigned() {
        return kind == Kind.SIGNED;
    }

    /** The least value of an integer format of at most 32 bits. */
    public long least() {
        return isSigned() ? -1L << (bits - 1) : 0;
    }

    /** The greatest value of an integer format of at most 32 bits. */
    public long greatest() {
        return isSigned() ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
    }
}
