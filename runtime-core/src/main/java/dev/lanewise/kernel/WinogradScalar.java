package dev.lanewise.kernel;

/** The transforms of {@link Winograd} over channels {@code [from, to)}, with the same operations as the SIMD twin's. */
final class WinogradScalar {

    private static final int ROW = Winograd.PATCH * Winograd.CHANNELS;

    private WinogradScalar() {}

    static void input(
            float[] x,
            int xo,
            int pixelStep,
            int rowStep,
            int from,
            int to,
            float[] scratch,
            int out,
            int step,
            int passes) {
        for (int channel = from; channel < to; channel += Winograd.CHANNELS) {
            int count = Math.min(Winograd.CHANNELS, to - channel);
            for (int i = 0; i < Winograd.PATCH; i++) {
                int pass = passes + i * Winograd.CHANNELS;
                inputPass(count, x, xo + channel + i * pixelStep, rowStep, scratch, pass, ROW);
            }
            for (int i = 0; i < Winograd.PATCH; i++) {
                int points = out + channel + i * Winograd.PATCH * step;
                inputPass(count, scratch, passes + i * ROW, Winograd.CHANNELS, scratch, points, step);
            }
        }
    }

    static void output(
            float[] scratch,
            int products,
            int step,
            int from,
            int to,
            float[] bias,
            int biasOffset,
            float[] c,
            int co,
            int pixelStep,
            int rowStep,
            int passes) {
        for (int channel = from; channel < to; channel += Winograd.CHANNELS) {
            int count = Math.min(Winograd.CHANNELS, to - channel);
            for (int i = 0; i < Winograd.PATCH; i++) {
                int points = products + channel + i * step;
                int pass = passes + i * Winograd.CHANNELS;
                outputPass(count, scratch, points, Winograd.PATCH * step, scratch, pass, ROW);
            }
            for (int i = 0; i < Winograd.TILE; i++) {
                int row = co + channel + i * rowStep;
                outputPass(count, scratch, passes + i * ROW, Winograd.CHANNELS, c, row, pixelStep);
                for (int pixel = 0; pixel < Winograd.TILE; pixel++) {
                    addBias(count, bias, biasOffset + channel, c, row + pixel * pixelStep);
                }
            }
        }
    }

    private static void inputPass(int count, float[] x, int xo, int step, float[] y, int yo, int to) {
        for (int i = 0; i < count; i++) {
            float d0 = x[xo + i];
            float d1 = x[xo + step + i];
            float d2 = x[xo + 2 * step + i];
            float d3 = x[xo + 3 * step + i];
            float d4 = x[xo + 4 * step + i];
            float d5 = x[xo + 5 * step + i];
            float even = d4 - d2 * 4;
            float odd = d3 - d1 * 4;
            float evenHalf = d4 - d2;
            float oddHalf = d3 - d1;
            oddHalf += oddHalf;
            y[yo + i] = d0 * 4 - d2 * 5 + d4;
            y[yo + to + i] = even + odd;
            y[yo + 2 * to + i] = even - odd;
            y[yo + 3 * to + i] = evenHalf + oddHalf;
            y[yo + 4 * to + i] = evenHalf - oddHalf;
            y[yo + 5 * to + i] = d1 * 4 - d3 * 5 + d5;
        }
    }

    private static void outputPass(int count, float[] x, int xo, int step, float[] y, int yo, int to) {
        for (int i = 0; i < count; i++) {
            float m0 = x[xo + i];
            float m1 = x[xo + step + i];
            float m2 = x[xo + 2 * step + i];
            float m3 = x[xo + 3 * step + i];
            float m4 = x[xo + 4 * step + i];
            float m5 = x[xo + 5 * step + i];
            float sum = m1 + m2;
            float difference = m1 - m2;
            float outerSum = m3 + m4;
            float outerDifference = m3 - m4;
            y[yo + i] = m0 + sum + outerSum;
            y[yo + to + i] = difference + outerDifference * 2;
            y[yo + 2 * to + i] = sum + outerSum * 4;
            y[yo + 3 * to + i] = difference + outerDifference * 8 + m5;
        }
    }

    private static void addBias(int count, float[] bias, int biasOffset, float[] y, int yo) {
        for (int i = 0; i < count; i++) {
            y[yo + i] += bias[biasOffset + i];
        }
    }
}
