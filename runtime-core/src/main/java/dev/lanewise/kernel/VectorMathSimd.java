package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The functions of {@link VectorMath} over arrays, a vector at a time; what is left over goes through that class. */
final class VectorMathSimd {

    private VectorMathSimd() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(F, value);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector t = x.fma(all(VectorMath.LOG2_E), all(VectorMath.MAGIC));
        FloatVector n = t.sub(all(VectorMath.MAGIC));
        FloatVector r = n.fma(all(-VectorMath.LN2_HIGH), x);
        r = n.fma(all(-VectorMath.LN2_LOW), r);
        FloatVector p = all(VectorMath.EXP_5).fma(r, all(VectorMath.EXP_4));
        p = p.fma(r, all(VectorMath.EXP_3));
        p = p.fma(r, all(VectorMath.EXP_2));
        p = p.fma(r, all(VectorMath.EXP_1));
        p = p.fma(r, all(VectorMath.EXP_0));
        FloatVector y = p.fma(r.mul(r), r).add(1f);
        FloatVector scale = t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
        y = y.add(y).mul(scale);
        y = y.blend(all(Float.POSITIVE_INFINITY), x.compare(VectorOperators.GT, VectorMath.EXP_MAX));
        return y.blend(all(0f), x.compare(VectorOperators.LT, VectorMath.EXP_MIN));
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector c = x.min(VectorMath.TANH_MAX).max(-VectorMath.TANH_MAX);
        FloatVector s = c.mul(c);
        FloatVector p = all(VectorMath.TANH_13).fma(s, all(VectorMath.TANH_11));
        p = p.fma(s, all(VectorMath.TANH_9));
        p = p.fma(s, all(VectorMath.TANH_7));
        p = p.fma(s, all(VectorMath.TANH_5));
        p = p.fma(s, all(VectorMath.TANH_3));
        p = p.fma(s, all(VectorMath.TANH_1));
        FloatVector q = all(VectorMath.TANH_D6).fma(s, all(VectorMath.TANH_D4));
        q = q.fma(s, all(VectorMath.TANH_D2));
        q = q.fma(s, all(VectorMath.TANH_D0));
        return p.mul(c).div(q);
    }

    static FloatVector erf(FloatVector x) {
        FloatVector c = x.min(VectorMath.ERF_MAX).max(-VectorMath.ERF_MAX);
        FloatVector s = c.mul(c);
        FloatVector p = all(VectorMath.ERF_13).fma(s, all(VectorMath.ERF_11));
        p = p.fma(s, all(VectorMath.ERF_9));
        p = p.fma(s, all(VectorMath.ERF_7));
        p = p.fma(s, all(VectorMath.ERF_5));
        p = p.fma(s, all(VectorMath.ERF_3));
        p = p.fma(s, all(VectorMath.ERF_1));
        FloatVector q = all(VectorMath.ERF_D8).fma(s, all(VectorMath.ERF_D6));
        q = q.fma(s, all(VectorMath.ERF_D4));
        q = q.fma(s, all(VectorMath.ERF_D2));
        q = q.fma(s, all(VectorMath.ERF_D0));
        return p.mul(c).div(q);
    }

    private static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp(x.neg()).add(1f));
    }

    static void exp(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            exp(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = VectorMath.exp(x[xo + i]);
        }
    }

    static void tanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            tanh(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = VectorMath.tanh(x[xo + i]);
        }
    }

    static void erf(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            erf(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = VectorMath.erf(x[xo + i]);
        }
    }

    static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            sigmoid(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = VectorMath.sigmoid(x[xo + i]);
        }
    }

    static void silu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            v.mul(sigmoid(v)).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = x[xo + i] * VectorMath.sigmoid(x[xo + i]);
        }
    }

    static void gelu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            FloatVector half = v.mul(0.5f);
            half.fma(erf(v.mul(VectorMath.SQRT_HALF)), half).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = VectorMath.gelu(x[xo + i]);
        }
    }

    static void geluTanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += L) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            FloatVector half = v.mul(0.5f);
            FloatVector cubic = all(VectorMath.GELU_TANH_CUBE).fma(v.mul(v), all(1f));
            FloatVector inner = all(VectorMath.GELU_TANH_FACTOR).mul(v).mul(cubic);
            half.fma(tanh(inner), half).intoArray(y, yo + i);
        }
        for (; i < n; i++) {
            y[yo + i] = VectorMath.geluTanh(x[xo + i]);
        }
    }
}
