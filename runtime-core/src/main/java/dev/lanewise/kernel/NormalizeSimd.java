package dev.lanewise.kernel;

import static dev.lanewise.kernel.Lanes.F;
import static dev.lanewise.kernel.Lanes.L;

import jdk.incubator.vector.FloatVector;

/** Vector twins of the loops of {@link NormalizeKernels} and {@link SoftmaxKernels}. Each returns how many elements it did. */
final class NormalizeSimd {

    private NormalizeSimd() {}

    private static FloatVector at(float[] x, int i) {
        return FloatVector.fromArray(F, x, i);
    }

    /** {@code (x - mean) / deviation}. */
    static int standardise(float[] x, int xo, float mean, float deviation, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(x, xo + i).sub(mean).div(deviation).intoArray(y, yo + i);
        }
        return end;
    }

    /** {@code (x - mean) / deviation * scale}. */
    static int scaled(float[] x, int xo, float mean, float deviation, float[] scale, int so, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(x, xo + i).sub(mean).div(deviation).mul(at(scale, so + i)).intoArray(y, yo + i);
        }
        return end;
    }

    /** {@code (x - mean) / deviation * scale + bias}. */
    static int affine(
            float[] x,
            int xo,
            float mean,
            float deviation,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            float[] y,
            int yo,
            int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(x, xo + i)
                    .sub(mean)
                    .div(deviation)
                    .mul(at(scale, so + i))
                    .add(at(bias, bo + i))
                    .intoArray(y, yo + i);
        }
        return end;
    }

    /** {@code x * scale + shift}. */
    static int scaleShift(float[] x, int xo, float[] scale, int so, float[] shift, int ho, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(x, xo + i).mul(at(scale, so + i)).add(at(shift, ho + i)).intoArray(y, yo + i);
        }
        return end;
    }

    /** {@code exp(x - max)}. */
    static int expOfDifference(float[] x, int xo, float max, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            VectorMathSimd.exp(at(x, xo + i).sub(max)).intoArray(y, yo + i);
        }
        return end;
    }

    /** {@code y * factor}, in place. */
    static int scale(float[] y, int yo, float factor, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(y, yo + i).mul(factor).intoArray(y, yo + i);
        }
        return end;
    }

    /** {@code x - max - log}. */
    static int subtract(float[] x, int xo, float max, float log, float[] y, int yo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += L) {
            at(x, xo + i).sub(max).sub(log).intoArray(y, yo + i);
        }
        return end;
    }
}
