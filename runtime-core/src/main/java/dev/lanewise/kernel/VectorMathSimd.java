package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** The functions of {@link VectorMath}, a vector at a time, to the same bits. Small enough to inline into loops. */
final class VectorMathSimd {

    private static final FloatVector ZERO = all(0f);
    private static final FloatVector ONE = all(1f);
    private static final FloatVector TWO = all(2f);
    private static final FloatVector HALF = all(0.5f);
    private static final FloatVector MINUS_HALF = all(-0.5f);
    private static final FloatVector INFINITY = all(Float.POSITIVE_INFINITY);
    private static final FloatVector LOG2_E = all(VectorMath.LOG2_E);
    private static final FloatVector MAGIC = all(VectorMath.MAGIC);
    private static final FloatVector MINUS_LN2_LOW = all(-VectorMath.LN2_LOW);
    private static final FloatVector MINUS_LN2_HIGH = all(-VectorMath.LN2_HIGH);
    private static final FloatVector EXP_4 = all(VectorMath.EXP_4);
    private static final FloatVector EXP_3 = all(VectorMath.EXP_3);
    private static final FloatVector EXP_2 = all(VectorMath.EXP_2);
    private static final FloatVector EXP_1 = all(VectorMath.EXP_1);
    private static final FloatVector EXP_0 = all(VectorMath.EXP_0);
    private static final FloatVector MAGIC_EXPONENT = all(VectorMath.MAGIC_EXPONENT);
    private static final FloatVector EXPM1_MIN = all(VectorMath.EXPM1_MIN);
    private static final FloatVector LOG_7 = all(VectorMath.LOG_7);
    private static final FloatVector LOG_6 = all(VectorMath.LOG_6);
    private static final FloatVector LOG_5 = all(VectorMath.LOG_5);
    private static final FloatVector LOG_4 = all(VectorMath.LOG_4);
    private static final FloatVector LOG_3 = all(VectorMath.LOG_3);
    private static final FloatVector LOG_2 = all(VectorMath.LOG_2);
    private static final FloatVector LOG_1 = all(VectorMath.LOG_1);
    private static final FloatVector LOG_0 = all(VectorMath.LOG_0);
    private static final FloatVector LN2 = all(VectorMath.LN2);
    private static final FloatVector TANH_MAX = all(VectorMath.TANH_MAX);
    private static final FloatVector ERF_MAX = all(VectorMath.ERF_MAX);
    private static final FloatVector ERF_SMALL_5 = all(VectorMath.ERF_SMALL_5);
    private static final FloatVector ERF_SMALL_4 = all(VectorMath.ERF_SMALL_4);
    private static final FloatVector ERF_SMALL_3 = all(VectorMath.ERF_SMALL_3);
    private static final FloatVector ERF_SMALL_2 = all(VectorMath.ERF_SMALL_2);
    private static final FloatVector ERF_SMALL_1 = all(VectorMath.ERF_SMALL_1);
    private static final FloatVector ERF_SMALL_0 = all(VectorMath.ERF_SMALL_0);
    private static final FloatVector ERF_6 = all(VectorMath.ERF_6);
    private static final FloatVector ERF_5 = all(VectorMath.ERF_5);
    private static final FloatVector ERF_4 = all(VectorMath.ERF_4);
    private static final FloatVector ERF_3 = all(VectorMath.ERF_3);
    private static final FloatVector ERF_2 = all(VectorMath.ERF_2);
    private static final FloatVector ERF_1 = all(VectorMath.ERF_1);
    private static final FloatVector ERF_0 = all(VectorMath.ERF_0);
    private static final FloatVector ERF_EXP_4 = all(VectorMath.ERF_EXP_4);
    private static final FloatVector ERF_EXP_3 = all(VectorMath.ERF_EXP_3);
    private static final FloatVector ERF_EXP_2 = all(VectorMath.ERF_EXP_2);
    private static final FloatVector ERF_EXP_1 = all(VectorMath.ERF_EXP_1);
    private static final FloatVector ERF_EXP_0 = all(VectorMath.ERF_EXP_0);
    private static final FloatVector GELU_TANH_CUBE = all(VectorMath.GELU_TANH_CUBE);
    private static final FloatVector GELU_TANH_FACTOR = all(VectorMath.GELU_TANH_FACTOR);
    private static final FloatVector MISH_MAX = all(VectorMath.MISH_MAX);
    private static final FloatVector ONE_PLUS_EXP_MAX = all(VectorMath.ONE_PLUS_EXP_MAX);
    private static final FloatVector MINUS_ONE_PLUS_EXP_MAX = all(-VectorMath.ONE_PLUS_EXP_MAX);
    private static final FloatVector EXP_MAX = all(VectorMath.EXP_MAX);
    private static final FloatVector EXP_MIN = all(VectorMath.EXP_MIN);
    private static final FloatVector ERF_SMALL = all(VectorMath.ERF_SMALL);
    private static final FloatVector SQRT_HALF = all(VectorMath.SQRT_HALF);
    private static final FloatVector TO_NORMAL = all(VectorMath.TO_NORMAL);

    private VectorMathSimd() {}

    private static FloatVector all(float value) {
        return FloatVector.broadcast(F, value);
    }

    static FloatVector exp(FloatVector x) {
        FloatVector t = x.fma(LOG2_E, MAGIC);
        FloatVector r = remainder(x, t.sub(MAGIC));
        FloatVector y = expQuotient(r).fma(r, ONE).fma(r, ONE);
        y = y.add(y).mul(powerOfTwo(t));
        y = y.blend(INFINITY, x.compare(VectorOperators.GT, EXP_MAX));
        return y.blend(ZERO, x.compare(VectorOperators.LT, EXP_MIN));
    }

    private static FloatVector powerOfTwo(FloatVector t) {
        return t.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
    }

    private static FloatVector remainder(FloatVector x, FloatVector n) {
        return n.fma(MINUS_LN2_LOW, n.fma(MINUS_LN2_HIGH, x));
    }

    private static FloatVector expQuotient(FloatVector r) {
        FloatVector p = EXP_4.fma(r, EXP_3);
        p = p.fma(r, EXP_2);
        p = p.fma(r, EXP_1);
        return p.fma(r, EXP_0);
    }

    private static FloatVector nearZeroExpm1(FloatVector r) {
        return expQuotient(r).fma(r.mul(r), r);
    }

    private static FloatVector boundedExpm1(FloatVector x) {
        FloatVector t = x.fma(LOG2_E, MAGIC_EXPONENT);
        FloatVector scale = powerOfTwo(t);
        FloatVector p = nearZeroExpm1(remainder(x, t.sub(MAGIC_EXPONENT)));
        return scale.fma(p, scale.sub(ONE));
    }

    static FloatVector expm1OfNegative(FloatVector x) {
        FloatVector low = x.blend(EXPM1_MIN, x.compare(VectorOperators.LT, EXPM1_MIN));
        return boundedExpm1(low.blend(ZERO, x.compare(VectorOperators.GT, ZERO)));
    }

    static FloatVector log(FloatVector x) {
        var tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(TO_NORMAL), tiny).reinterpretAsInts();
        IntVector exponent = bits.sub(VectorMath.TWO_THIRDS).and(VectorMath.EXPONENT_BITS);
        FloatVector n = exponentOf(exponent).sub(ZERO.blend(23f, tiny));
        FloatVector y = logNearOne(bits.sub(exponent).reinterpretAsFloats().sub(ONE), n);
        y = x.add(x).blend(y, x.compare(VectorOperators.LT, INFINITY));
        y = y.blend(Float.NaN, x.compare(VectorOperators.LT, ZERO));
        return y.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, ZERO));
    }

    private static FloatVector exponentOf(IntVector bits) {
        return (FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convertShape(VectorOperators.I2F, F, 0);
    }

    private static FloatVector logNearOne(FloatVector f, FloatVector n) {
        FloatVector p = LOG_7.fma(f, LOG_6);
        p = p.fma(f, LOG_5);
        p = p.fma(f, LOG_4);
        p = p.fma(f, LOG_3);
        p = p.fma(f, LOG_2);
        p = p.fma(f, LOG_1);
        p = p.fma(f, LOG_0);
        FloatVector square = f.mul(f);
        p = p.mul(f).fma(square, square.mul(MINUS_HALF));
        return n.fma(LN2, p.add(f));
    }

    static FloatVector softplus(FloatVector x) {
        FloatVector e = exp(x.abs().neg());
        IntVector bits = e.add(ONE).reinterpretAsInts();
        IntVector exponent = bits.sub(VectorMath.TWO_THIRDS).and(VectorMath.EXPONENT_BITS);
        FloatVector scale =
                IntVector.broadcast(Lanes.I, VectorMath.ONE_BITS).sub(exponent).reinterpretAsFloats();
        FloatVector log = logNearOne(e.fma(scale, scale.sub(ONE)), exponentOf(exponent));
        return x.blend(ZERO, x.compare(VectorOperators.LT, ZERO)).add(log);
    }

    static FloatVector tanh(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(TANH_MAX, a.compare(VectorOperators.GT, TANH_MAX));
        FloatVector e = boundedExpm1(a.add(a));
        return withSign(e.div(e.add(TWO)), x);
    }

    /** {@code y}, not negative, with the sign of {@code x}. */
    static FloatVector withSign(FloatVector y, FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(Integer.MIN_VALUE);
        return y.reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    static FloatVector erf(FloatVector x) {
        FloatVector a = x.abs();
        a = a.blend(ERF_MAX, a.compare(VectorOperators.GT, ERF_MAX));
        FloatVector y = ONE.sub(erfExp(logOfErfc(a)));
        return withSign(y.blend(smallErf(a), a.compare(VectorOperators.LT, ERF_SMALL)), x);
    }

    private static FloatVector smallErf(FloatVector a) {
        FloatVector s = a.mul(a);
        FloatVector p = ERF_SMALL_5.fma(s, ERF_SMALL_4);
        p = p.fma(s, ERF_SMALL_3);
        p = p.fma(s, ERF_SMALL_2);
        p = p.fma(s, ERF_SMALL_1);
        p = p.fma(s, ERF_SMALL_0);
        return p.fma(a, a);
    }

    private static FloatVector logOfErfc(FloatVector a) {
        FloatVector p = ERF_6.fma(a, ERF_5);
        p = p.fma(a, ERF_4);
        p = p.fma(a, ERF_3);
        p = p.fma(a, ERF_2);
        p = p.fma(a, ERF_1);
        p = p.fma(a, ERF_0);
        return p.fma(a, a).neg();
    }

    private static FloatVector erfExp(FloatVector x) {
        FloatVector t = x.fma(LOG2_E, MAGIC_EXPONENT);
        FloatVector r = remainder(x, t.sub(MAGIC_EXPONENT));
        FloatVector p = ERF_EXP_4.fma(r, ERF_EXP_3);
        p = p.fma(r, ERF_EXP_2);
        p = p.fma(r, ERF_EXP_1);
        p = p.fma(r, ERF_EXP_0);
        return p.fma(r, ONE).fma(r, ONE).mul(powerOfTwo(t));
    }

    static FloatVector sigmoid(FloatVector x) {
        return ONE.div(onePlusExp(x.neg()));
    }

    static FloatVector onePlusExp(FloatVector x) {
        FloatVector t = x.fma(LOG2_E, MAGIC_EXPONENT);
        FloatVector scale = powerOfTwo(t);
        FloatVector p = nearZeroExpm1(remainder(x, t.sub(MAGIC_EXPONENT)));
        FloatVector sum = scale.fma(p, scale.add(ONE));
        sum = sum.blend(INFINITY, x.compare(VectorOperators.GT, ONE_PLUS_EXP_MAX));
        return sum.blend(ONE, x.compare(VectorOperators.LT, MINUS_ONE_PLUS_EXP_MAX));
    }

    static FloatVector gelu(FloatVector x) {
        return x.mul(HALF).mul(erf(x.mul(SQRT_HALF)).add(ONE));
    }

    static FloatVector geluTanh(FloatVector x) {
        FloatVector half = x.mul(HALF);
        FloatVector cubic = GELU_TANH_CUBE.fma(x.mul(x), ONE);
        return half.fma(tanh(GELU_TANH_FACTOR.mul(x).mul(cubic)), half);
    }

    static FloatVector mish(FloatVector x) {
        FloatVector e = exp(x.blend(MISH_MAX, x.compare(VectorOperators.GT, MISH_MAX)));
        FloatVector n = e.mul(e.add(TWO));
        return x.mul(n.div(n.add(TWO)));
    }
}
