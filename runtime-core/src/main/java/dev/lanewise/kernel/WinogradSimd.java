package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** The transforms of {@link Winograd}, a vector of channels at a time; channels left over go to the scalar twin. */
final class WinogradSimd {

    private WinogradSimd() {}

    /** Transforms a patch whose pixels lie {@code pixelStep} and rows {@code rowStep} apart to 36 points. */
    static void input(
            float[] x,
            int xo,
            int pixelStep,
            int rowStep,
            int channels,
            float[] scratch,
            int out,
            int step,
            int passes) {
        int whole = Lanes.F.loopBound(channels);
        for (int channel = 0; channel < whole; channel += Lanes.L) {
            for (int i = 0; i < Winograd.PATCH; i++) {
                int to = passes + i * Lanes.L;
                inputPass(x, xo + channel + i * pixelStep, rowStep, scratch, to, Winograd.PATCH * Lanes.L);
            }
            for (int i = 0; i < Winograd.PATCH; i++) {
                int from = passes + i * Winograd.PATCH * Lanes.L;
                inputPass(scratch, from, Lanes.L, scratch, out + channel + i * Winograd.PATCH * step, step);
            }
        }
        WinogradScalar.input(x, xo, pixelStep, rowStep, whole, channels, scratch, out, step, passes);
    }

    /** Transforms 36 points, {@code step} apart, to a tile of neighbouring pixels in rows {@code rowStep} apart. */
    static void output(
            float[] scratch,
            int products,
            int step,
            int channels,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int rowStep,
            int passes) {
        int whole = Lanes.F.loopBound(channels);
        for (int channel = 0; channel < whole; channel += Lanes.L) {
            for (int i = 0; i < Winograd.PATCH; i++) {
                int to = passes + i * Lanes.L;
                int from = products + channel + i * step;
                outputPass(scratch, from, Winograd.PATCH * step, scratch, to, Winograd.PATCH * Lanes.L);
            }
            for (int i = 0; i < Winograd.TILE; i++) {
                int from = passes + i * Winograd.PATCH * Lanes.L;
                int to = co + channel + i * rowStep;
                biasedOutputPass(scratch, from, Lanes.L, bias, biasOffset + channel, c, to, channels);
            }
        }
        WinogradScalar.output(scratch, products, step, whole, channels, bias, biasOffset, c, co, rowStep, passes);
    }

    private static void inputPass(float[] x, int xo, int step, float[] y, int yo, int to) {
        var d0 = FloatVector.fromArray(Lanes.F, x, xo);
        var d1 = FloatVector.fromArray(Lanes.F, x, xo + step);
        var d2 = FloatVector.fromArray(Lanes.F, x, xo + 2 * step);
        var d3 = FloatVector.fromArray(Lanes.F, x, xo + 3 * step);
        var d4 = FloatVector.fromArray(Lanes.F, x, xo + 4 * step);
        var d5 = FloatVector.fromArray(Lanes.F, x, xo + 5 * step);
        var even = d4.sub(d2.mul(4f));
        var odd = d3.sub(d1.mul(4f));
        var evenHalf = d4.sub(d2);
        var oddHalf = d3.sub(d1);
        oddHalf = oddHalf.add(oddHalf);
        d0.mul(4f).sub(d2.mul(5f)).add(d4).intoArray(y, yo);
        even.add(odd).intoArray(y, yo + to);
        even.sub(odd).intoArray(y, yo + 2 * to);
        evenHalf.add(oddHalf).intoArray(y, yo + 3 * to);
        evenHalf.sub(oddHalf).intoArray(y, yo + 4 * to);
        d1.mul(4f).sub(d3.mul(5f)).add(d5).intoArray(y, yo + 5 * to);
    }

    private static void outputPass(float[] x, int xo, int step, float[] y, int yo, int to) {
        var m0 = FloatVector.fromArray(Lanes.F, x, xo);
        var m1 = FloatVector.fromArray(Lanes.F, x, xo + step);
        var m2 = FloatVector.fromArray(Lanes.F, x, xo + 2 * step);
        var m3 = FloatVector.fromArray(Lanes.F, x, xo + 3 * step);
        var m4 = FloatVector.fromArray(Lanes.F, x, xo + 4 * step);
        var m5 = FloatVector.fromArray(Lanes.F, x, xo + 5 * step);
        var sum = m1.add(m2);
        var difference = m1.sub(m2);
        var outerSum = m3.add(m4);
        var outerDifference = m3.sub(m4);
        m0.add(sum).add(outerSum).intoArray(y, yo);
        difference.add(outerDifference.mul(2f)).intoArray(y, yo + to);
        sum.add(outerSum.mul(4f)).intoArray(y, yo + 2 * to);
        difference.add(outerDifference.mul(8f)).add(m5).intoArray(y, yo + 3 * to);
    }

    private static void biasedOutputPass(
            float[] x, int xo, int step, float[] bias, int biasOffset, float[] y, int yo, int to) {
        var b = FloatVector.fromArray(Lanes.F, bias, biasOffset);
        var m0 = FloatVector.fromArray(Lanes.F, x, xo);
        var m1 = FloatVector.fromArray(Lanes.F, x, xo + step);
        var m2 = FloatVector.fromArray(Lanes.F, x, xo + 2 * step);
        var m3 = FloatVector.fromArray(Lanes.F, x, xo + 3 * step);
        var m4 = FloatVector.fromArray(Lanes.F, x, xo + 4 * step);
        var m5 = FloatVector.fromArray(Lanes.F, x, xo + 5 * step);
        var sum = m1.add(m2);
        var difference = m1.sub(m2);
        var outerSum = m3.add(m4);
        var outerDifference = m3.sub(m4);
        m0.add(sum).add(outerSum).add(b).intoArray(y, yo);
        difference.add(outerDifference.mul(2f)).add(b).intoArray(y, yo + to);
        sum.add(outerSum.mul(4f)).add(b).intoArray(y, yo + 2 * to);
        difference.add(outerDifference.mul(8f)).add(m5).add(b).intoArray(y, yo + 3 * to);
    }
}
