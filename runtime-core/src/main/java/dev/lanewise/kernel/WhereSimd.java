package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Vector twins of {@link WhereKernels} on floats. Each returns how many elements it did: none on 4 lanes. */
final class WhereSimd {

    private static final VectorSpecies<Byte> CONDITIONS = L == 16 ? ByteVector.SPECIES_128 : ByteVector.SPECIES_64;

    private WhereSimd() {}

    private static int end(int n) {
        return L == 4 ? 0 : F.loopBound(n);
    }

    private static VectorMask<Float> at(byte[] c, int i) {
        return ByteVector.fromArray(CONDITIONS, c, i)
                .compare(VectorOperators.NE, (byte) 0)
                .cast(F);
    }

    static int pairs(byte[] c, int co, float[] a, int ao, float[] b, int bo, float[] y, int yo, int n) {
        int end = end(n);
        for (int i = 0; i < end; i += L) {
            FloatVector otherwise = FloatVector.fromArray(F, b, bo + i);
            otherwise.blend(FloatVector.fromArray(F, a, ao + i), at(c, co + i)).intoArray(y, yo + i);
        }
        return end;
    }

    /** One number where the condition holds. */
    static int left(byte[] c, int co, float a, float[] b, int bo, float[] y, int yo, int n) {
        int end = end(n);
        FloatVector fixed = FloatVector.broadcast(F, a);
        for (int i = 0; i < end; i += L) {
            FloatVector.fromArray(F, b, bo + i).blend(fixed, at(c, co + i)).intoArray(y, yo + i);
        }
        return end;
    }

    /** One number where the condition does not hold. */
    static int right(byte[] c, int co, float[] a, int ao, float b, float[] y, int yo, int n) {
        int end = end(n);
        FloatVector fixed = FloatVector.broadcast(F, b);
        for (int i = 0; i < end; i += L) {
            fixed.blend(FloatVector.fromArray(F, a, ao + i), at(c, co + i)).intoArray(y, yo + i);
        }
        return end;
    }
}
