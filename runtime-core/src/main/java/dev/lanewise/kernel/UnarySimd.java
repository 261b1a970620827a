package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Vector twins of the simple functions of {@link UnaryScalar}. Each returns how many elements it did. */
final class UnarySimd {

    private UnarySimd() {}

    private static FloatVector at(float[] x, int i) {
        return FloatVector.fromArray(F, x, i);
    }

    /** The whole vectors of {@code n} elements, or none where {@code f} has no twin. */
    static int apply(UnaryFunction f, float alpha, float beta, float[] x, int xo, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        switch (f) {
            case ABS -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.abs().intoArray(y, yo + i);
                }
            }
            case NEGATE -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.neg().intoArray(y, yo + i);
                }
            }
            case SQUARE -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.mul(v).intoArray(y, yo + i);
                }
            }
            case RECIPROCAL -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    FloatVector.broadcast(F, 1f).div(v).intoArray(y, yo + i);
                }
            }
            case SQRT -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.sqrt().intoArray(y, yo + i);
                }
            }
            case RSQRT -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    FloatVector.broadcast(F, 1f).div(v.sqrt()).intoArray(y, yo + i);
                }
            }
            case CLIP -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.max(alpha).min(beta).intoArray(y, yo + i);
                }
            }
            case LEAKY_RELU -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.blend(v.mul(alpha), v.compare(VectorOperators.LT, 0f)).intoArray(y, yo + i);
                }
            }
            case HARD_SIGMOID -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.mul(alpha).add(beta).max(0f).min(1f).intoArray(y, yo + i);
                }
            }
            case HARD_SWISH -> {
                for (int i = 0; i < end; i += L) {
                    FloatVector v = at(x, xo + i);
                    v.mul(v.mul(1f / 6).add(0.5f).max(0f).min(1f)).intoArray(y, yo + i);
                }
            }
            default -> {
                return 0;
            }
        }
        return end;
    }
}
