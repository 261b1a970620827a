package dev.lanewise.kernel;

/**
 * Conversions between number formats, element by element, as in ONNX Cast-25: floats round to nearest, ties to even;
 * floats become integers by dropping the fraction, or by rounding to even for formats of 4 and 2 bits; integers too
 * wide drop their upper bits; anything but zero is true. Floats outside INT32 and INT64 give the nearest end.
 */
public final class Convert {

    private Convert() {}

    /** Converts {@code count} elements; {@code saturate} matters to 8-bit floats alone, which scale upwards. */
    public static void run(
            NumberFormat from,
            Object source,
            int so,
            NumberFormat to,
            Object target,
            int o,
            int count,
            boolean saturate) {
        run(from, source, so, to, target, o, count, saturate, ScaleRounding.UP);
    }

    /** Converts {@code count} elements with a choice of rounding for FLOAT8E8M0. */
    public static void run(
            NumberFormat from,
            Object source,
            int so,
            NumberFormat to,
            Object target,
            int o,
            int count,
            boolean saturate,
            ScaleRounding rounding) {
        if (isSameBits(from, to)) {
            System.arraycopy(source, so, target, o, count);
        } else if (!ConvertLoops.run(from, source, so, to, target, o, count)) {
            if (from.isFloating()) {
                for (int i = 0; i < count; i++) {
                    double value = NumberCodec.readDouble(from, source, so + i);
                    NumberCodec.writeDouble(to, target, o + i, value, saturate, rounding);
                }
            } else if (to.isFloating()) {
                fromIntegers(from, source, so, to, target, o, count, saturate, rounding);
            } else {
                for (int i = 0; i < count; i++) {
                    NumberCodec.writeLong(to, target, o + i, NumberCodec.readLong(from, source, so + i));
                }
            }
        }
    }

    private static void fromIntegers(
            NumberFormat from,
            Object source,
            int so,
            NumberFormat to,
            Object target,
            int o,
            int count,
            boolean saturate,
            ScaleRounding rounding) {
        boolean unsigned = from == NumberFormat.UINT64;
        for (int i = 0; i < count; i++) {
            long value = NumberCodec.readLong(from, source, so + i);
            double near = to == NumberFormat.DOUBLE
                    ? NumberCodec.toDouble(value, unsigned)
                    : NumberCodec.toFloat(value, unsigned);
            NumberCodec.writeDouble(to, target, o + i, near, saturate, rounding);
        }
    }

    private static boolean isSameBits(NumberFormat from, NumberFormat to) {
        if (from == to) {
            return true;
        }
        if (from.isFloating() || to.isFloating() || to == NumberFormat.BOOL || from.carrier() != to.carrier()) {
            return false;
        }
        return to.bits() == 8 || (from.bits() == to.bits() && from.bits() > 8);
    }
}
