package dev.lanewise.kernel;

/**
 * Elementary functions on floats, one at a time, by the same operations in the same order as {@link VectorMathSimd}: both
 * give the same bits. The polynomials of exp and erf are those of ONNX Runtime's kernels (MLAS), so that exp, erf, softmax
 * and GELU have its bits; that of log is a least-squares fit, reweighted until the relative error is level. At most 2 units
 * in the last place off; 3 for tanh, sigmoid and softplus. Results below the normal range are flushed to zero by exp.
 */
final class VectorMath {

    static final float LOG2_E = 0x1.715476p0f;

    /** Adding this puts round(x) + 126 into the low mantissa bits of the sum. */
    static final float MAGIC = 0x1.8000FCp23f;

    /** Adding this puts round(x) + 127 there, the exponent field of 2 to that power. */
    static final float MAGIC_EXPONENT = 0x1.8000FEp23f;

    static final float EXP_MAX = 88.72283f;

    /** Results below 2⁻¹²⁵ are flushed to zero. */
    static final float EXP_MIN = -86.643f;

    static final float LN2_HIGH = 0x1.62E4p-1f;
    static final float LN2_LOW = 0x1.7F7D1Cp-20f;
    static final float EXP_4 = 0x1.694p-10f;
    static final float EXP_3 = 0x1.125EDCp-7f;
    static final float EXP_2 = 0x1.555B5Ap-5f;
    static final float EXP_1 = 0x1.55545p-3f;
    static final float EXP_0 = 0x1.FFFFF6p-2f;

    /** Below this {@code exp(x) - 1} is −1. */
    static final float EXPM1_MIN = -30f;

    /** From here on tanh is 1. */
    static final float TANH_MAX = 9.02f;

    /** Bits of 2/3: mantissas are taken from [2/3, 4/3). */
    static final int TWO_THIRDS = 0x3F2AAAAB;

    static final int EXPONENT_BITS = 0xFF800000;
    static final int ONE_BITS = 0x3F800000;
    static final float TO_NORMAL = 0x1p23f;
    static final float LN2 = 0x1.62E43p-1f;
    static final float LOG_0 = 0x1.555504p-2f;
    static final float LOG_1 = -0x1.FFFEEAp-3f;
    static final float LOG_2 = 0x1.99D13Ap-3f;
    static final float LOG_3 = -0x1.559F36p-3f;
    static final float LOG_4 = 0x1.1EC366p-3f;
    static final float LOG_5 = -0x1.F2E500p-4f;
    static final float LOG_6 = 0x1.1ED0DAp-3f;
    static final float LOG_7 = -0x1.08704Ep-3f;

    /** Below this erf is {@code x + x * polynomial(x²)}, from here on {@code 1 - exp(-(x + x * polynomial(x)))}. */
    static final float ERF_SMALL = 0.921875f;

    /** From here on erf is 1. */
    static final float ERF_MAX = 3.925f;

    static final float ERF_SMALL_0 = 1.28379151e-1f;
    static final float ERF_SMALL_1 = -3.76124859e-1f;
    static final float ERF_SMALL_2 = 1.12818025e-1f;
    static final float ERF_SMALL_3 = -2.67667342e-2f;
    static final float ERF_SMALL_4 = 4.99339588e-3f;
    static final float ERF_SMALL_5 = -5.99104969e-4f;
    static final float ERF_0 = 1.28717512e-1f;
    static final float ERF_1 = 6.34846687e-1f;
    static final float ERF_2 = 1.06777847e-1f;
    static final float ERF_3 = -2.42545605e-2f;
    static final float ERF_4 = 3.88393435e-3f;
    static final float ERF_5 = -3.83208680e-4f;
    static final float ERF_6 = 1.72948930e-5f;

    /** The exponential within erf has coefficients of its own. */
    static final float ERF_EXP_0 = 4.99999851e-1f;

    static final float ERF_EXP_1 = 1.66664466e-1f;
    static final float ERF_EXP_2 = 4.16689515e-2f;
    static final float ERF_EXP_3 = 8.37550033e-3f;
    static final float ERF_EXP_4 = 1.38319808e-3f;

    static final float SQRT_HALF = 0.70710678118654752f;
    static final float GELU_TANH_FACTOR = 0.7978845608028654f;
    static final float GELU_TANH_CUBE = 0.044715f;

    /** From here on mish gives its argument, and {@code exp(x) * exp(x)} is still finite. */
    static final float MISH_MAX = 20f;

    /** The largest x for which {@link #onePlusExp} is finite; its negative adds nothing to one. */
    static final float ONE_PLUS_EXP_MAX = 88f;

    private VectorMath() {}

    private static float fma(float a, float b, float c) {
        return Isa.FMA ? Math.fma(a, b, c) : a * b + c;
    }

    static float exp(float x) {
        if (x > EXP_MAX) {
            return Float.POSITIVE_INFINITY;
        }
        if (x < EXP_MIN) {
            return 0;
        }
        float t = fma(x, LOG2_E, MAGIC);
        float r = remainder(x, t - MAGIC);
        float y = fma(fma(expQuotient(r), r, 1f), r, 1f);
        return (y + y) * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
    }

    private static float remainder(float x, float n) {
        return fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    }

    /** {@code (exp(r) - 1 - r) / r²} for |r| ≤ log(2) / 2. */
    private static float expQuotient(float r) {
        float p = fma(EXP_4, r, EXP_3);
        p = fma(p, r, EXP_2);
        p = fma(p, r, EXP_1);
        return fma(p, r, EXP_0);
    }

    private static float nearZeroExpm1(float r) {
        return fma(expQuotient(r), r * r, r);
    }

    /** {@code exp(x) - 1} for −30 ≤ x ≤ 80. */
    private static float boundedExpm1(float x) {
        float t = fma(x, LOG2_E, MAGIC_EXPONENT);
        float scale = Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
        return fma(scale, nearZeroExpm1(remainder(x, t - MAGIC_EXPONENT)), scale - 1f);
    }

    /** {@code exp(x) - 1} for x ≤ 0; something finite or NaN for others. */
    static float expm1OfNegative(float x) {
        return boundedExpm1(x < EXPM1_MIN ? EXPM1_MIN : x > 0 ? 0 : x);
    }

    static float log(float x) {
        boolean tiny = x < Float.MIN_NORMAL;
        float normal = tiny ? x * TO_NORMAL : x;
        int bits = Float.floatToRawIntBits(normal);
        int exponent = (bits - TWO_THIRDS) & EXPONENT_BITS;
        float n = (exponent >> 23) - (tiny ? 23f : 0f);
        float y = logNearOne(Float.intBitsToFloat(bits - exponent) - 1f, n);
        if (!(x < Float.POSITIVE_INFINITY)) {
            return x + x;
        }
        return x > 0 ? y : x == 0 ? Float.NEGATIVE_INFINITY : Float.NaN;
    }

    /** {@code log(1 + f) + n * log(2)} for f from −1/3 to 1/3. */
    private static float logNearOne(float f, float n) {
        float p = fma(LOG_7, f, LOG_6);
        p = fma(p, f, LOG_5);
        p = fma(p, f, LOG_4);
        p = fma(p, f, LOG_3);
        p = fma(p, f, LOG_2);
        p = fma(p, f, LOG_1);
        p = fma(p, f, LOG_0);
        float square = f * f;
        p = fma(p * f, square, -0.5f * square);
        return fma(n, LN2, p + f);
    }

    /** {@code max(x, 0) + log(1 + exp(-|x|))}. */
    static float softplus(float x) {
        float e = exp(-Math.abs(x));
        int exponent = (Float.floatToRawIntBits(1f + e) - TWO_THIRDS) & EXPONENT_BITS;
        float scale = Float.intBitsToFloat(ONE_BITS - exponent);
        return (x < 0 ? 0 : x) + logNearOne(fma(e, scale, scale - 1f), exponent >> 23);
    }

    static float tanh(float x) {
        float a = Math.abs(x);
        a = a > TANH_MAX ? TANH_MAX : a;
        float e = boundedExpm1(a + a);
        return Math.copySign(e / (e + 2f), x);
    }

    static float erf(float x) {
        float a = Math.abs(x);
        a = a > ERF_MAX ? ERF_MAX : a;
        float y;
        if (a < ERF_SMALL) {
            float s = a * a;
            float p = fma(ERF_SMALL_5, s, ERF_SMALL_4);
            p = fma(p, s, ERF_SMALL_3);
            p = fma(p, s, ERF_SMALL_2);
            p = fma(p, s, ERF_SMALL_1);
            p = fma(p, s, ERF_SMALL_0);
            y = fma(p, a, a);
        } else {
            float p = fma(ERF_6, a, ERF_5);
            p = fma(p, a, ERF_4);
            p = fma(p, a, ERF_3);
            p = fma(p, a, ERF_2);
            p = fma(p, a, ERF_1);
            p = fma(p, a, ERF_0);
            y = 1f - erfExp(-fma(p, a, a));
        }
        return Math.copySign(y, x);
    }

    private static float erfExp(float x) {
        float t = fma(x, LOG2_E, MAGIC_EXPONENT);
        float r = remainder(x, t - MAGIC_EXPONENT);
        float p = fma(ERF_EXP_4, r, ERF_EXP_3);
        p = fma(p, r, ERF_EXP_2);
        p = fma(p, r, ERF_EXP_1);
        p = fma(p, r, ERF_EXP_0);
        p = fma(fma(p, r, 1f), r, 1f);
        return p * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
    }

    static float sigmoid(float x) {
        return 1f / onePlusExp(-x);
    }

    /** {@code 1 + exp(x)}, infinity above {@link #ONE_PLUS_EXP_MAX}. */
    static float onePlusExp(float x) {
        if (x > ONE_PLUS_EXP_MAX) {
            return Float.POSITIVE_INFINITY;
        }
        if (x < -ONE_PLUS_EXP_MAX) {
            return 1;
        }
        float t = fma(x, LOG2_E, MAGIC_EXPONENT);
        float scale = Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
        return fma(scale, nearZeroExpm1(remainder(x, t - MAGIC_EXPONENT)), scale + 1f);
    }

    static float gelu(float x) {
        return x * 0.5f * (erf(x * SQRT_HALF) + 1f);
    }

    static float geluTanh(float x) {
        float half = x * 0.5f;
        float inner = GELU_TANH_FACTOR * x * fma(GELU_TANH_CUBE, x * x, 1f);
        return fma(half, tanh(inner), half);
    }

    /** {@code x * tanh(softplus(x))}, which is {@code x * n / (n + 2)} for {@code n = e * (e + 2)}, {@code e = exp(x)}. */
    static float mish(float x) {
        float e = exp(x > MISH_MAX ? MISH_MAX : x);
        float n = e * (e + 2f);
        return x * (n / (n + 2f));
    }
}
