package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Vector twins of {@link UnaryScalar}; those with elementary functions inside are in {@link UnaryCurvesSimd}. Every loop
 * is a method of its own: C2 gives up inlining, and boxes vectors, where several share one.
 */
final class UnarySimd {

    private static final float NO_FRACTION = 0x1p23f;

    private UnarySimd() {}

    /** {@code min(max(v, low), high)}, NaN where v is; max and min of vectors take three times the instructions. */
    static FloatVector clamp(FloatVector v, float low, float high) {
        FloatVector raised = v.blend(low, v.compare(VectorOperators.LE, low));
        return raised.blend(high, raised.compare(VectorOperators.GT, high));
    }

    private static FloatVector at(float[] x, int i) {
        return FloatVector.fromArray(F, x, i);
    }

    /** The whole vectors of {@code n} elements, or none where {@code f} has no twin. */
    static int apply(UnaryFunction f, float alpha, float beta, float[] x, int xo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        switch (f) {
            case ABS -> abs(x, xo, y, yo, end);
            case NEGATE -> negate(x, xo, y, yo, end);
            case SQUARE -> square(x, xo, y, yo, end);
            case RECIPROCAL -> reciprocal(x, xo, y, yo, end);
            case SQRT -> sqrt(x, xo, y, yo, end);
            case RSQRT -> reciprocalSqrt(x, xo, y, yo, end);
            case CLIP -> clip(alpha, beta, x, xo, y, yo, end);
            case LEAKY_RELU -> leakyRelu(alpha, x, xo, y, yo, end);
            case HARD_SIGMOID -> hardSigmoid(alpha, beta, x, xo, y, yo, end);
            case HARD_SWISH -> hardSwish(x, xo, y, yo, end);
            case SIGN -> sign(x, xo, y, yo, end);
            case FLOOR -> floor(x, xo, y, yo, end);
            case CEIL -> ceil(x, xo, y, yo, end);
            case ROUND -> round(x, xo, y, yo, end);
            case SOFTSIGN -> softsign(x, xo, y, yo, end);
            case THRESHOLDED_RELU -> thresholdedRelu(alpha, x, xo, y, yo, end);
            default -> {
                return UnaryCurvesSimd.apply(f, alpha, beta, x, xo, y, yo, end) ? end : 0;
            }
        }
        return end;
    }

    private static void abs(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.abs().intoArray(y, yo + i);
        }
    }

    private static void negate(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.neg().intoArray(y, yo + i);
        }
    }

    private static void square(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.mul(v).intoArray(y, yo + i);
        }
    }

    private static void reciprocal(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector.broadcast(F, 1f).div(v).intoArray(y, yo + i);
        }
    }

    private static void sqrt(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.sqrt().intoArray(y, yo + i);
        }
    }

    private static void reciprocalSqrt(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector.broadcast(F, 1f).div(v.sqrt()).intoArray(y, yo + i);
        }
    }

    private static void clip(float alpha, float beta, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            clamp(v, alpha, beta).intoArray(y, yo + i);
        }
    }

    private static void leakyRelu(float alpha, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.blend(v.mul(alpha), v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
        }
    }

    private static void hardSigmoid(float alpha, float beta, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            clamp(v.mul(alpha).add(beta), 0f, 1f).intoArray(y, yo + i);
        }
    }

    private static void hardSwish(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.mul(clamp(v.mul(1f / 6).add(0.5f), 0f, 1f)).intoArray(y, yo + i);
        }
    }

    private static void sign(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector signed = v.blend(1f, v.compare(VectorOperators.GT, 0f));
            signed.blend(-1f, v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
        }
    }

    private static void floor(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector r = rounded(v);
            r.blend(r.sub(1f), r.compare(VectorOperators.GT, v)).intoArray(y, yo + i);
        }
    }

    private static void ceil(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector r = rounded(v);
            FloatVector up = r.blend(r.add(1f), r.compare(VectorOperators.LT, v));
            VectorMathSimd.withSign(up, v).intoArray(y, yo + i);
        }
    }

    private static void round(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            rounded(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    /** To the nearest integer, ties to even: floats of 2²³ and more have no fraction, adding that drops it. */
    private static FloatVector rounded(FloatVector v) {
        FloatVector a = v.abs();
        FloatVector r = VectorMathSimd.withSign(a.add(NO_FRACTION).sub(NO_FRACTION), v);
        return v.blend(r, a.compare(VectorOperators.LT, NO_FRACTION));
    }

    private static void softsign(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.div(v.abs().add(1f)).intoArray(y, yo + i);
        }
    }

    private static void thresholdedRelu(float alpha, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector.zero(F).blend(v, v.compare(VectorOperators.GT, alpha)).intoArray(y, yo + i);
        }
    }
}
