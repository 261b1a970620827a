package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The functions of {@link VectorMath}, a vector at a time, to the same bits. Small enough to inline into loops. */
final class VectorMathSimd {

    private VectorMathSimd() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(F, value);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector t = x.fma(all(VectorMath.LOG2_E), all(VectorMath.MAGIC));
        FloatVector y =
                nearZeroExpm1(remainder(x, t.sub(all(VectorMath.MAGIC)))).add(1f);
        y = y.add(y).mul(powerOfTwo(t));
        y = y.blend(all(Float.POSITIVE_INFINITY), x.compare(VectorOperators.GT, VectorMath.EXP_MAX));
        return y.blend(all(0f), x.compare(VectorOperators.LT, VectorMath.EXP_MIN));
    }

    private static FloatVector powerOfTwo(FloatVector t) {
        return t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    private static FloatVector remainder(FloatVector x, FloatVector n) {
        return n.fma(all(-VectorMath.LN2_LOW), n.fma(all(-VectorMath.LN2_HIGH), x));
    }

    private static FloatVector nearZeroExpm1(FloatVector r) {
        FloatVector p = all(VectorMath.EXP_5).fma(r, all(VectorMath.EXP_4));
        p = p.fma(r, all(VectorMath.EXP_3));
        p = p.fma(r, all(VectorMath.EXP_2));
        p = p.fma(r, all(VectorMath.EXP_1));
        p = p.fma(r, all(VectorMath.EXP_0));
        return p.fma(r.mul(r), r);
    }

    private static FloatVector boundedExpm1(FloatVector x) {
        FloatVector t = x.fma(all(VectorMath.LOG2_E), all(VectorMath.MAGIC_EXPONENT));
        FloatVector scale = powerOfTwo(t);
        FloatVector p = nearZeroExpm1(remainder(x, t.sub(all(VectorMath.MAGIC_EXPONENT))));
        return scale.fma(p, scale.sub(1f));
    }

    static FloatVector expm1OfNegative(FloatVector x) {
        FloatVector low = x.blend(all(VectorMath.EXPM1_MIN), x.compare(VectorOperators.LT, VectorMath.EXPM1_MIN));
        return boundedExpm1(low.blend(all(0f), x.compare(VectorOperators.GT, 0f)));
    }

    static FloatVector log(FloatVector x) {
        var tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(VectorMath.TO_NORMAL), tiny).reinterpretAsInts();
        IntVector exponent = bits.sub(VectorMath.TWO_THIRDS).and(VectorMath.EXPONENT_BITS);
        FloatVector n = exponentOf(exponent).sub(all(0f).blend(23f, tiny));
        FloatVector y = logNearOne(bits.sub(exponent).reinterpretAsFloats().sub(1f), n);
        y = x.add(x).blend(y, x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY));
        y = y.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
        return y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
    }

    private static FloatVector exponentOf(IntVector bits) {
        return (FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convertShape(VectorOperators.I2F, F, 0);
    }

    private static FloatVector logNearOne(FloatVector f, FloatVector n) {
        FloatVector p = all(VectorMath.LOG_7).fma(f, all(VectorMath.LOG_6));
        p = p.fma(f, all(VectorMath.LOG_5));
        p = p.fma(f, all(VectorMath.LOG_4));
        p = p.fma(f, all(VectorMath.LOG_3));
        p = p.fma(f, all(VectorMath.LOG_2));
        p = p.fma(f, all(VectorMath.LOG_1));
        p = p.fma(f, all(VectorMath.LOG_0));
        FloatVector square = f.mul(f);
        p = p.mul(f).fma(square, square.mul(-0.5f));
        return n.fma(all(VectorMath.LN2), p.add(f));
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        IntVector bits = e.add(1f).reinterpretAsInts();
        IntVector exponent = bits.sub(VectorMath.TWO_THIRDS).and(VectorMath.EXPONENT_BITS);
        FloatVector scale =
                IntVector.broadcast(Lanes.I, VectorMath.ONE_BITS).sub(exponent).reinterpretAsFloats();
        FloatVector log = logNearOne(e.fma(scale, scale.sub(1f)), exponentOf(exponent));
        return x.blend(all(0f), x.compare(VectorOperators.LT, 0f)).add(log);
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(all(VectorMath.TANH_MAX), a.compare(VectorOperators.GT, VectorMath.TANH_MAX));
        FloatVector e = boundedExpm1(a.add(a));
        return withSign(e.div(e.add(2f)), x);
    }

    /** {@code y}, not negative, with the sign of {@code x}. */
    static FloatVector withSign(FloatVector y, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(all(VectorMath.ERF_MAX), a.compare(VectorOperators.GT, VectorMath.ERF_MAX));
        FloatVector y = boundedExpm1(logOfErfc(a)).neg();
        return withSign(y.blend(smallErf(a), a.compare(VectorOperators.LT, VectorMath.ERF_SMALL)), x);
    }

    private static FloatVector smallErf(FloatVector a) {
        FloatVector s = a.mul(a);
        FloatVector p = all(VectorMath.ERF_SMALL_5).fma(s, all(VectorMath.ERF_SMALL_4));
        p = p.fma(s, all(VectorMath.ERF_SMALL_3));
        p = p.fma(s, all(VectorMath.ERF_SMALL_2));
        p = p.fma(s, all(VectorMath.ERF_SMALL_1));
        p = p.fma(s, all(VectorMath.ERF_SMALL_0));
        return p.fma(a, a);
    }

    private static FloatVector logOfErfc(FloatVector a) {
        FloatVector p = all(VectorMath.ERF_6).fma(a, all(VectorMath.ERF_5));
        p = p.fma(a, all(VectorMath.ERF_4));
        p = p.fma(a, all(VectorMath.ERF_3));
        p = p.fma(a, all(VectorMath.ERF_2));
        p = p.fma(a, all(VectorMath.ERF_1));
        return p.fma(a, all(VectorMath.ERF_0));
    }

    static FloatVector sigmoid(FloatVector x) {
        return all(1f).div(exp(x.neg()).add(1f));
    }

    static FloatVector gelu(FloatVector x) {
        FloatVector half = x.mul(0.5f);
        return half.fma(erf(x.mul(VectorMath.SQRT_HALF)), half);
    }

    static FloatVector geluTanh(FloatVector x) {
        FloatVector half = x.mul(0.5f);
        FloatVector cubic = all(VectorMath.GELU_TANH_CUBE).fma(x.mul(x), all(1f));
        return half.fma(tanh(all(VectorMath.GELU_TANH_FACTOR).mul(x).mul(cubic)), half);
    }

    static FloatVector mish(FloatVector x) {
        FloatVector e = exp(x.blend(all(VectorMath.MISH_MAX), x.compare(VectorOperators.GT, VectorMath.MISH_MAX)));
        FloatVector n = e.mul(e.add(2f));
        return x.mul(n.div(n.add(2f)));
    }
}
