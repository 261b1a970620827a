package dev.lanewise.kernel;

import jdk.incubator.vector.FloatVector;

/** The transforms of {@link Winograd}, a vector of channels at a time; what is left over is copied to whole vectors. */
final class WinogradSimd {

    private static final int POINTS = Winograd.PATCH * Winograd.PATCH;
    private static final int ROW = Winograd.PATCH * Lanes.L;

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
            inputVector(x, xo + channel, pixelStep, rowStep, scratch, out + channel, step, passes);
        }
        if (whole < channels) {
            int width = channels - whole;
            int pixels = passes + POINTS * Lanes.L;
            for (int y = 0; y < Winograd.PATCH; y++) {
                int row = xo + whole + y * rowStep;
                GemmEdge.copy(Winograd.PATCH, width, x, row, pixelStep, scratch, pixels + y * ROW, Lanes.L);
            }
            inputVector(scratch, pixels, Lanes.L, ROW, scratch, pixels, Lanes.L, passes);
            GemmEdge.copy(POINTS, width, scratch, pixels, Lanes.L, scratch, out + whole, step);
        }
    }

    private static void inputVector(
            float[] x, int xo, int pixelStep, int rowStep, float[] scratch, int out, int step, int passes) {
        for (int i = 0; i < Winograd.PATCH; i++) {
            inputPass(x, xo + i * pixelStep, rowStep, scratch, passes + i * Lanes.L, ROW);
        }
        for (int i = 0; i < Winograd.PATCH; i++) {
            inputPass(scratch, passes + i * ROW, Lanes.L, scratch, out + i * Winograd.PATCH * step, step);
        }
    }

    /** Transforms 36 points, {@code step} apart, to a tile of pixels {@code pixelStep}, in rows {@code rowStep} apart. */
    static void output(
            float[] scratch,
            int products,
            int step,
            int channels,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int pixelStep,
            int rowStep,
            int passes) {
        int whole = Lanes.F.loopBound(channels);
        for (int channel = 0; channel < whole; channel += Lanes.L) {
            outputVector(
                    scratch,
                    products + channel,
                    step,
                    bias,
                    biasOffset + channel,
                    c,
                    co + channel,
                    pixelStep,
                    rowStep,
                    passes);
        }
        if (whole < channels) {
            int width = channels - whole;
            int points = passes + POINTS * Lanes.L;
            int pixels = points + POINTS * Lanes.L;
            int tail = pixels + Winograd.TILE * Winograd.TILE * Lanes.L;
            GemmEdge.copy(POINTS, width, scratch, products + whole, step, scratch, points, Lanes.L);
            GemmEdge.copy(1, width, bias, biasOffset + whole, 0, scratch, tail, 0);
            int row = Winograd.TILE * Lanes.L;
            outputVector(scratch, points, Lanes.L, scratch, tail, scratch, pixels, Lanes.L, row, passes);
            for (int y = 0; y < Winograd.TILE; y++) {
                int to = co + whole + y * rowStep;
                GemmEdge.copy(Winograd.TILE, width, scratch, pixels + y * row, Lanes.L, c, to, pixelStep);
            }
        }
    }

    private static void outputVector(
            float[] scratch,
            int products,
            int step,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int pixelStep,
            int rowStep,
            int passes) {
        for (int i = 0; i < Winograd.PATCH; i++) {
            outputPass(scratch, products + i * step, Winograd.PATCH * step, scratch, passes + i * Lanes.L, ROW);
        }
        for (int i = 0; i < Winograd.TILE; i++) {
            int to = co + i * rowStep;
            biasedOutputPass(scratch, passes + i * ROW, Lanes.L, bias, biasOffset, c, to, pixelStep);
        }
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
