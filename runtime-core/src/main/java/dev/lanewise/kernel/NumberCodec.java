package dev.lanewise.kernel;

/** Reads and writes single elements of any format as doubles or longs. */
final class NumberCodec {

    private static final double TWO_TO_63 = 0x1p63;

    private NumberCodec() {}

    /** An element of an integer format, extended to 64 bits; UINT64 as its bits. */
    static long readLong(NumberFormat format, Object array, int at) {
        return switch (format) {
            case INT2, INT4, INT8 -> ((byte[]) array)[at];
            case UINT2, UINT4, UINT8 -> ((byte[]) array)[at] & 0xFF;
            case BOOL -> ((byte[]) array)[at] != 0 ? 1 : 0;
            case INT16 -> ((short[]) array)[at];
            case UINT16 -> ((short[]) array)[at] & 0xFFFF;
            case INT32 -> ((int[]) array)[at];
            case UINT32 -> ((int[]) array)[at] & 0xFFFFFFFFL;
            case INT64, UINT64 -> ((long[]) array)[at];
            default -> throw new IllegalArgumentException(format + " is no integer format");
        };
    }

    /** Writes an integer, dropping the bits above the format's; a boolean is whether it is not zero. */
    static void writeLong(NumberFormat format, Object array, int at, long value) {
        switch (format) {
            case INT2, INT4, INT8 -> {
                int unused = Integer.SIZE - format.bits();
                ((byte[]) array)[at] = (byte) ((int) value << unused >> unused);
            }
            case UINT2, UINT4, UINT8 -> ((byte[]) array)[at] = (byte) (value & format.greatest());
            case BOOL -> ((byte[]) array)[at] = (byte) (value != 0 ? 1 : 0);
            case INT16, UINT16 -> ((short[]) array)[at] = (short) value;
            case INT32, UINT32 -> ((int[]) array)[at] = (int) value;
            case INT64, UINT64 -> ((long[]) array)[at] = value;
            default -> throw new IllegalArgumentException(format + " is no integer format");
        }
    }

    /** An element of a floating format. */
    static double readDouble(NumberFormat format, Object array, int at) {
        return switch (format) {
            case FLOAT -> ((float[]) array)[at];
            case DOUBLE -> ((double[]) array)[at];
            case FLOAT16 -> Float.float16ToFloat(((short[]) array)[at]);
            case BFLOAT16 -> fromBfloat16(((short[]) array)[at]);
            case FLOAT8E4M3FN -> NarrowFloat.E4M3FN.decode(((byte[]) array)[at]);
            case FLOAT8E4M3FNUZ -> NarrowFloat.E4M3FNUZ.decode(((byte[]) array)[at]);
            case FLOAT8E5M2 -> NarrowFloat.E5M2.decode(((byte[]) array)[at]);
            case FLOAT8E5M2FNUZ -> NarrowFloat.E5M2FNUZ.decode(((byte[]) array)[at]);
            case FLOAT8E8M0 -> NarrowFloat.decodeScale(((byte[]) array)[at]);
            case FLOAT4E2M1 -> NarrowFloat.E2M1.decode(((byte[]) array)[at]);
            default -> throw new IllegalArgumentException(format + " is no floating format");
        };
    }

    /** Writes a number to any format, as {@link Convert} describes. */
    static void writeDouble(
            NumberFormat format, Object array, int at, double value, boolean saturate, ScaleRounding rounding) {
        switch (format) {
            case FLOAT -> ((float[]) array)[at] = (float) value;
            case DOUBLE -> ((double[]) array)[at] = value;
            case FLOAT16 -> ((short[]) array)[at] = Float.floatToFloat16(toOdd(value));
            case BFLOAT16 -> ((short[]) array)[at] = toBfloat16(toOdd(value));
            case FLOAT8E4M3FN -> ((byte[]) array)[at] = NarrowFloat.E4M3FN.encode(value, saturate);
            case FLOAT8E4M3FNUZ -> ((byte[]) array)[at] = NarrowFloat.E4M3FNUZ.encode(value, saturate);
            case FLOAT8E5M2 -> ((byte[]) array)[at] = NarrowFloat.E5M2.encode(value, saturate);
            case FLOAT8E5M2FNUZ -> ((byte[]) array)[at] = NarrowFloat.E5M2FNUZ.encode(value, saturate);
            case FLOAT8E8M0 -> ((byte[]) array)[at] = NarrowFloat.encodeScale(toOdd(value), rounding, saturate);
            case FLOAT4E2M1 -> ((byte[]) array)[at] = NarrowFloat.E2M1.encode(value, true);
            case BOOL -> ((byte[]) array)[at] = (byte) (value != 0 ? 1 : 0);
            case INT2, UINT2, INT4, UINT4 -> writeLong(format, array, at, (long) Math.rint(value));
            case INT8, UINT8, INT16, UINT16 -> writeLong(format, array, at, (int) value);
            case INT32 -> ((int[]) array)[at] = (int) value;
            case UINT32 -> ((int[]) array)[at] = (int) (long) value;
            case INT64 -> ((long[]) array)[at] = (long) value;
            case UINT64 ->
                ((long[]) array)[at] = value >= TWO_TO_63 ? (long) (value - TWO_TO_63) ^ Long.MIN_VALUE : (long) value;
        }
    }

    /** The float nearest to an integer whose 64 bits may be unsigned. */
    static float toFloat(long value, boolean unsigned) {
        return unsigned && value < 0 ? 2f * ((value >>> 1) | (value & 1)) : value;
    }

    /** The double nearest to an integer whose 64 bits may be unsigned. */
    static double toDouble(long value, boolean unsigned) {
        return unsigned && value < 0 ? 2d * ((value >>> 1) | (value & 1)) : value;
    }

    static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Rounds to the nearest BFLOAT16, ties to even. */
    static short toBfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int rounded = bits + 0x7FFF + (bits >>> 16 & 1);
        return (short) (Float.isNaN(value) ? bits >>> 16 | 0x40 : rounded >>> 16);
    }

    /**
     * The neighbouring float with an odd last bit where the double is no float: rounding it once more to a narrower
     * format gives what rounding the double would.
     */
    private static float toOdd(double value) {
        float near = (float) value;
        if (near == value || Double.isNaN(value)) {
            return near;
        }
        int bits = Float.floatToRawIntBits(near);
        if ((bits & 1) != 0) {
            return near;
        }
        return value > near ? Math.nextUp(near) : Math.nextDown(near);
    }
}
