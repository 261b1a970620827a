package dev.lanewise.kernel;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bytes to floats and back, a vector of floats at a time. Byte vectors have at least eight lanes: with 128-bit vectors
 * a step reads four bytes more than it converts.
 */
final class QuantizeSimd {

    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, Lanes.L * Byte.SIZE)));

    /** Whether there are vectors of as many bytes as of floats. */
    static final boolean NARROWS = B.length() == Lanes.L;

    /** Added to a float of magnitude below 2^22, this rounds it to an integer, ties to even. */
    private static final float MAGIC = 0x1.8p23f;

    private QuantizeSimd() {}

    /** Rounds the first of {@code count} quotients, as {@link RescaleSimd} does, and tells how many. */
    static int round(float[] x, int xo, float scale, int low, int high, float[] y, int yo, int count) {
        int least = Float.floatToRawIntBits(MAGIC + low);
        int greatest = Float.floatToRawIntBits(MAGIC + high);
        var by = FloatVector.broadcast(Lanes.F, scale);
        int whole = Lanes.F.loopBound(count);
        for (int i = 0; i < whole; i += Lanes.L) {
            var steps = FloatVector.fromArray(Lanes.F, x, xo + i).div(by);
            var bits = steps.add(MAGIC).reinterpretAsInts().max(least).min(greatest);
            var rounded = bits.reinterpretAsFloats().sub(MAGIC);
            rounded.blend(0f, steps.test(VectorOperators.IS_NAN)).intoArray(y, yo + i);
        }
        return whole;
    }

    /** {@code x + zero} of the first of {@code count} integers held in floats; tells how many. */
    static int narrow(float[] x, int xo, int zero, byte[] y, int yo, int count) {
        int shift = Float.floatToRawIntBits(MAGIC) - zero;
        int whole = Lanes.F.loopBound(count);
        for (int i = 0; i < whole; i += Lanes.L) {
            var steps = FloatVector.fromArray(Lanes.F, x, xo + i).add(MAGIC);
            var shifted = steps.reinterpretAsInts().sub(shift);
            ((ByteVector) shifted.convertShape(VectorOperators.I2B, B, 0)).intoArray(y, yo + i);
        }
        return whole;
    }

    /** Dequantizes the first of {@code count} elements and tells how many. */
    static int dequantize(boolean signed, byte[] x, int xo, float scale, int zero, float[] y, int yo, int count) {
        var by = FloatVector.broadcast(Lanes.F, scale);
        var shift = IntVector.broadcast(Lanes.I, zero);
        var mask = IntVector.broadcast(Lanes.I, signed ? -1 : 0xFF);
        int i = 0;
        for (; i <= count - B.length(); i += Lanes.L) {
            var ints = (IntVector) ByteVector.fromArray(B, x, xo + i).convertShape(VectorOperators.B2I, Lanes.I, 0);
            var floats = (FloatVector) ints.and(mask).sub(shift).convertShape(VectorOperators.I2F, Lanes.F, 0);
            floats.mul(by).intoArray(y, yo + i);
        }
        return i;
    }
}
