package dev.lanewise.kernel;

/**
 * The floating-point formats of 8 and 4 bits: a sign, an exponent with a bias, a mantissa, and their own ideas of
 * infinity and NaN. FLOAT8 as in "FP8 Formats for Deep Learning" (Micikevicius et al., 2022) and, for FNUZ, "8-bit
 * Numerical Formats for Deep Neural Networks" (Noune et al., 2022); FLOAT4E2M1 and the scale format FLOAT8E8M0 from the
 * OCP Microscaling Formats specification 1.0.
 */
enum NarrowFloat {
    E4M3FN(8, 3, 7, 448, 0x7F, 0x7F),
    E4M3FNUZ(8, 3, 8, 240, 0x80, 0x80),
    E5M2(8, 2, 15, 57344, 0x7C, 0x7E),
    E5M2FNUZ(8, 2, 16, 57344, 0x80, 0x80),
    E2M1(4, 1, 1, 6, 0x7, 0x8);

    private static final int E8M0_NAN = 0xFF;

    private final int bits;
    private final int mantissa;
    private final int bias;
    private final double greatest;
    private final int overflow;
    private final int nan;
    private final boolean hasNegativeZero;

    NarrowFloat(int bits, int mantissa, int bias, double greatest, int overflow, int nan) {
        this.bits = bits;
        this.mantissa = mantissa;
        this.bias = bias;
        this.greatest = greatest;
        this.overflow = overflow;
        this.nan = nan;
        hasNegativeZero = overflow != 0x80;
    }

    /** The value of a code. */
    float decode(byte code) {
        int fields = code & 0xFF;
        int magnitude = fields & ((1 << (bits - 1)) - 1);
        boolean negative = (fields >> (bits - 1) & 1) != 0;
        if (isNan(fields, magnitude)) {
            return Float.NaN;
        }
        if (this == E5M2 && magnitude == overflow) {
            return negative ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
        }
        int exponent = magnitude >> mantissa;
        int fraction = magnitude & ((1 << mantissa) - 1);
        float value = exponent == 0
                ? Math.scalb((float) fraction, 1 - bias - mantissa)
                : Math.scalb((float) (fraction + (1 << mantissa)), exponent - bias - mantissa);
        return negative ? -value : value;
    }

    /**
     * The nearest code, ties to even. Beyond the greatest finite value: that value when {@code saturate}, else the
     * format's infinity, or NaN where it has none. FLOAT4E2M1 always saturates.
     */
    byte encode(double x, boolean saturate) {
        int sign = (int) (Double.doubleToRawLongBits(x) >>> 63) << (bits - 1);
        if (Double.isNaN(x)) {
            return (byte) (hasNegativeZero && bits == 8 ? sign | nan : nan);
        }
        double magnitude = Math.abs(x);
        int exponent = Math.max(Math.getExponent(magnitude), 1 - bias);
        double steps = Math.rint(Math.scalb(magnitude, mantissa - exponent));
        boolean outside = Double.isInfinite(magnitude) || Math.scalb(steps, exponent - mantissa) > greatest;
        if (outside && !saturate) {
            return (byte) (hasNegativeZero ? sign | overflow : overflow);
        }
        int code = outside ? greatestCode() : ((exponent + bias) << mantissa) + (int) steps - (1 << mantissa);
        return (byte) (code == 0 && !hasNegativeZero ? 0 : sign | code);
    }

    /** The power of two a FLOAT8E8M0 code stands for. */
    static float decodeScale(byte code) {
        int exponent = code & 0xFF;
        return exponent == E8M0_NAN ? Float.NaN : Math.scalb(1f, exponent - 127);
    }

    /** The FLOAT8E8M0 code of a magnitude; infinity and NaN are NaN, signs are dropped. */
    static byte encodeScale(float x, ScaleRounding rounding, boolean saturate) {
        int fields = Float.floatToRawIntBits(x);
        int exponent = fields >>> 23 & 0xFF;
        int fraction = fields & 0x7FFFFF;
        if (exponent == E8M0_NAN) {
            return (byte) E8M0_NAN;
        }
        boolean up = switch (rounding) {
            case UP -> fraction != 0;
            case DOWN -> false;
            case NEAREST -> fraction > 0x400000 || (fraction == 0x400000 && exponent > 0);
        };
        return (byte) (up && !(saturate && exponent == E8M0_NAN - 1) ? exponent + 1 : exponent);
    }

    private int greatestCode() {
        int exponent = Math.getExponent(greatest);
        return ((exponent + bias) << mantissa) + (int) Math.scalb(greatest, mantissa - exponent) - (1 << mantissa);
    }

    private boolean isNan(int code, int magnitude) {
        return switch (this) {
            case E4M3FN -> magnitude == nan;
            case E5M2 -> magnitude > overflow;
            case E4M3FNUZ, E5M2FNUZ -> code == nan;
            case E2M1 -> false;
        };
    }
}
