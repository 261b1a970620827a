package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Loops over the functions of {@link VectorMathSimd}, a method each so that each is compiled by itself. */
final class UnaryCurvesSimd {

    private UnaryCurvesSimd() {}

    private static FloatVector at(float[] x, int i) {
        return FloatVector.fromArray(F, x, i);
    }

    /** Applies {@code f} to whole vectors up to {@code end}; false where there is no such loop. */
    static boolean apply(UnaryFunction f, float alpha, float beta, float[] x, int xo, float[] y, int yo, int end) {
        switch (f) {
            case EXP -> exp(x, xo, y, yo, end);
            case LOG -> log(x, xo, y, yo, end);
            case TANH -> tanh(x, xo, y, yo, end);
            case ERF -> erf(x, xo, y, yo, end);
            case SIGMOID -> sigmoid(x, xo, y, yo, end);
            case SOFTPLUS -> softplus(x, xo, y, yo, end);
            case MISH -> mish(x, xo, y, yo, end);
            case GELU -> gelu(x, xo, y, yo, end);
            case GELU_TANH -> geluTanh(x, xo, y, yo, end);
            case SWISH -> swish(alpha, x, xo, y, yo, end);
            case ELU -> elu(alpha, 1f, x, xo, y, yo, end);
            case SELU -> elu(alpha, beta, x, xo, y, yo, end);
            case CELU -> celu(alpha, x, xo, y, yo, end);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void exp(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.exp(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void log(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.log(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void tanh(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.tanh(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void erf(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.erf(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void sigmoid(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.sigmoid(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void softplus(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.softplus(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void mish(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.mish(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void gelu(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.gelu(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void geluTanh(float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.geluTanh(at(x, xo + i)).intoArray(y, yo + i);
        }
    }

    private static void swish(float alpha, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            v.div(VectorMathSimd.onePlusExp(v.mul(-alpha))).intoArray(y, yo + i);
        }
    }

    private static void elu(float alpha, float beta, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector negative = VectorMathSimd.expm1OfNegative(v).mul(alpha);
            v.blend(negative, v.compare(VectorOperators.LT, 0f)).mul(beta).intoArray(y, yo + i);
        }
    }

    private static void celu(float alpha, float[] x, int xo, float[] y, int yo, int end) {
        for (int i = 0; i < end; i += L) {
            FloatVector v = at(x, xo + i);
            FloatVector negative = VectorMathSimd.expm1OfNegative(v.div(alpha)).mul(alpha);
            v.blend(negative, v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
        }
    }
}
