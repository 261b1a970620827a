package dev.lanewise.kernel;

/**
 * Elementary functions on floats, one at a time, by the same operations in the same order as {@link VectorMathSimd}: both
 * give the same bits. The polynomials of exp are those of Cephes' {@code expf}; tanh and erf are rational
 * approximations as in Eigen. At most 2 units in the last place off for exp, 4 for the others.
 */
final class VectorMath {

    static final float LOG2_E = 0x1.715476p0f;

    /** Adding this puts round(x) + 126 into the low mantissa bits of the sum. */
    static final float MAGIC = 0x1.8000FCp23f;

    static final float EXP_MAX = 88.72283f;

    /** Results below 2⁻¹²⁵ are flushed to zero. */
    static final float EXP_MIN = -86.643f;

    static final float LN2_HIGH = 0x1.62E4p-1f;
    static final float LN2_LOW = 0x1.7F7D1Cp-20f;
    static final float EXP_5 = 1.9875691500e-4f;
    static final float EXP_4 = 1.3981999507e-3f;
    static final float EXP_3 = 8.3334519073e-3f;
    static final float EXP_2 = 4.1665795894e-2f;
    static final float EXP_1 = 1.6666665459e-1f;
    static final float EXP_0 = 5.0000001201e-1f;

    static final float TANH_MAX = 7.90531110763549805f;
    static final float TANH_13 = -2.76076847742355e-16f;
    static final float TANH_11 = 2.00018790482477e-13f;
    static final float TANH_9 = -8.60467152213735e-11f;
    static final float TANH_7 = 5.12229709037114e-08f;
    static final float TANH_5 = 1.48572235717979e-05f;
    static final float TANH_3 = 6.37261928875436e-04f;
    static final float TANH_1 = 4.89352455891786e-03f;
    static final float TANH_D6 = 1.19825839466702e-06f;
    static final float TANH_D4 = 1.18534705686654e-04f;
    static final float TANH_D2 = 2.26843463243900e-03f;
    static final float TANH_D0 = 4.89352518554385e-03f;

    static final float ERF_MAX = 4f;
    static final float ERF_13 = -2.72614225801306e-10f;
    static final float ERF_11 = 2.77068142495902e-08f;
    static final float ERF_9 = -2.10102402082508e-06f;
    static final float ERF_7 = -5.69250639462346e-05f;
    static final float ERF_5 = -7.34990630326855e-04f;
    static final float ERF_3 = -2.95459980854025e-03f;
    static final float ERF_1 = -1.60960333262415e-02f;
    static final float ERF_D8 = -1.45660718464996e-05f;
    static final float ERF_D6 = -2.13374055278905e-04f;
    static final float ERF_D4 = -1.68282697438203e-03f;
    static final float ERF_D2 = -7.37332916720468e-03f;
    static final float ERF_D0 = -1.42647390514189e-02f;

    static final float SQRT_HALF = 0.70710678118654752f;
    static final float GELU_TANH_FACTOR = 0.7978845608028654f;
    static final float GELU_TANH_CUBE = 0.044715f;

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
        float n = t - MAGIC;
        float r = fma(n, -LN2_HIGH, x);
        r = fma(n, -LN2_LOW, r);
        float p = fma(EXP_5, r, EXP_4);
        p = fma(p, r, EXP_3);
        p = fma(p, r, EXP_2);
        p = fma(p, r, EXP_1);
        p = fma(p, r, EXP_0);
        float y = fma(p, r * r, r) + 1f;
        return (y + y) * Float.intBitsToFloat(Float.floatToRawIntBits(t) << 23);
    }

    static float tanh(float x) {
        float c = Math.max(-TANH_MAX, Math.min(TANH_MAX, x));
        float s = c * c;
        float p = fma(TANH_13, s, TANH_11);
        p = fma(p, s, TANH_9);
        p = fma(p, s, TANH_7);
        p = fma(p, s, TANH_5);
        p = fma(p, s, TANH_3);
        p = fma(p, s, TANH_1);
        float q = fma(TANH_D6, s, TANH_D4);
        q = fma(q, s, TANH_D2);
        q = fma(q, s, TANH_D0);
        return p * c / q;
    }

    static float erf(float x) {
        float c = Math.max(-ERF_MAX, Math.min(ERF_MAX, x));
        float s = c * c;
        float p = fma(ERF_13, s, ERF_11);
        p = fma(p, s, ERF_9);
        p = fma(p, s, ERF_7);
        p = fma(p, s, ERF_5);
        p = fma(p, s, ERF_3);
        p = fma(p, s, ERF_1);
        float q = fma(ERF_D8, s, ERF_D6);
        q = fma(q, s, ERF_D4);
        q = fma(q, s, ERF_D2);
        q = fma(q, s, ERF_D0);
        return p * c / q;
    }

    static float sigmoid(float x) {
        return 1f / (exp(-x) + 1f);
    }

    static float gelu(float x) {
        float half = x * 0.5f;
        return fma(half, erf(x * SQRT_HALF), half);
    }

    static float geluTanh(float x) {
        float half = x * 0.5f;
        float inner = GELU_TANH_FACTOR * x * fma(GELU_TANH_CUBE, x * x, 1f);
        return fma(half, tanh(inner), half);
    }
}
