package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** The commonest ends of {@link GemmFinish}, which C2 does not vectorise by itself as the two runs might overlap. */
final class GemmFinishSimd {

    private GemmFinishSimd() {}

    static void clip(float low, float high, float[] x, int xo, int length) {
        int whole = Lanes.F.loopBound(length);
        for (int i = 0; i < whole; i += Lanes.L) {
            UnarySimd.clamp(FloatVector.fromArray(Lanes.F, x, xo + i), low, high)
                    .intoArray(x, xo + i);
        }
        for (int i = xo + whole; i < xo + length; i++) {
            x[i] = Math.min(Math.max(x[i], low), high);
        }
    }

    static void addAndClip(float[] residual, int ro, float low, float high, float[] x, int xo, int length) {
        int whole = Lanes.F.loopBound(length);
        for (int i = 0; i < whole; i += Lanes.L) {
            var sum = FloatVector.fromArray(Lanes.F, x, xo + i).add(FloatVector.fromArray(Lanes.F, residual, ro + i));
            UnarySimd.clamp(sum, low, high).intoArray(x, xo + i);
        }
        for (int i = whole; i < length; i++) {
            x[xo + i] = Math.min(Math.max(x[xo + i] + residual[ro + i], low), high);
        }
    }

    static void add(float[] residual, int ro, float[] x, int xo, int length) {
        int whole = Lanes.F.loopBound(length);
        for (int i = 0; i < whole; i += Lanes.L) {
            FloatVector.fromArray(Lanes.F, x, xo + i)
                    .add(FloatVector.fromArray(Lanes.F, residual, ro + i))
                    .intoArray(x, xo + i);
        }
        for (int i = whole; i < length; i++) {
            x[xo + i] += residual[ro + i];
        }
    }
}
