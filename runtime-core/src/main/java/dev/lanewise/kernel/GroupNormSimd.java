package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** The vector twin of {@link GroupNormKernels}: as many channels as fill whole vectors, one vector at a time. */
final class GroupNormSimd {

    private GroupNormSimd() {}

    /**
     * Sums of {@code x}, or of squares of its distance from the mean, by channel. Returns how many channels are done.
     */
    static int sum(
            float[] x,
            int xo,
            int pixels,
            int step,
            int count,
            float[] means,
            int mo,
            boolean squared,
            float[] sums,
            int so) {
        int whole = count - count % Lanes.L;
        for (int c = 0; c < whole; c += Lanes.L) {
            FloatVector sum = squared
                    ? squares(x, xo + c, pixels, step, FloatVector.fromArray(Lanes.F, means, mo + c))
                    : sum(x, xo + c, pixels, step);
            sum.intoArray(sums, so + c);
        }
        return whole;
    }

    private static FloatVector sum(float[] x, int xo, int pixels, int step) {
        FloatVector sum = FloatVector.zero(Lanes.F);
        for (int pixel = 0; pixel < pixels; pixel++) {
            sum = sum.add(FloatVector.fromArray(Lanes.F, x, xo + pixel * step));
        }
        return sum;
    }

    private static FloatVector squares(float[] x, int xo, int pixels, int step, FloatVector mean) {
        FloatVector sum = FloatVector.zero(Lanes.F);
        for (int pixel = 0; pixel < pixels; pixel++) {
            FloatVector deviation =
                    FloatVector.fromArray(Lanes.F, x, xo + pixel * step).sub(mean);
            sum = sum.add(deviation.mul(deviation));
        }
        return sum;
    }

    /** {@code y = (x - mean) * factor + shift} by channel. Returns how many channels are done. */
    static int apply(
            float[] x,
            int xo,
            float[] y,
            int yo,
            int pixels,
            int step,
            int count,
            float[] means,
            int mo,
            float[] factors,
            int fo,
            float[] shifts,
            int so) {
        int whole = count - count % Lanes.L;
        for (int c = 0; c < whole; c += Lanes.L) {
            FloatVector mean = FloatVector.fromArray(Lanes.F, means, mo + c);
            FloatVector factor = FloatVector.fromArray(Lanes.F, factors, fo + c);
            FloatVector shift = FloatVector.fromArray(Lanes.F, shifts, so + c);
            for (int pixel = 0; pixel < pixels; pixel++) {
                FloatVector.fromArray(Lanes.F, x, xo + pixel * step + c)
                        .sub(mean)
                        .mul(factor)
                        .add(shift)
                        .intoArray(y, yo + pixel * step + c);
            }
        }
        return whole;
    }
}
