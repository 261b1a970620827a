package dev.lanewise.kernel;

import java.util.Arrays;

/** Products of float rows with weights of 8 bits, the rows rounded to 8-bit steps of their own range. */
public final class HybridRows {

    private static final int LEAST = -128;
    private static final int GREATEST = 127;

    private HybridRows() {}

    /**
     * {@code c[column] = sum(round(a) * weights[column]) * step * scale} for one row of {@code depth} numbers.
     *
     * @param asymmetric whether steps cover the range of the row and 0, else as much on both sides of 0
     * @param scale what a step of the weights stands for
     * @param rounded room for {@code depth} bytes
     */
    public static void multiply(
            boolean asymmetric,
            float[] a,
            int ao,
            int depth,
            byte[] weights,
            int wo,
            int columns,
            float scale,
            byte[] rounded,
            int ro,
            float[] c,
            int co) {
        float least = 0;
        float greatest = 0;
        for (int i = 0; i < depth; i++) {
            least = Math.min(least, a[ao + i]);
            greatest = Math.max(greatest, a[ao + i]);
        }
        if (least == greatest) {
            Arrays.fill(c, co, co + columns, 0f);
            return;
        }
        int zero = 0;
        float step;
        if (asymmetric) {
            double exact = (greatest - least) / (double) (GREATEST - LEAST);
            zero = zero(least, greatest, exact);
            step = (float) exact;
            round(a, ao, depth, zero, (float) (1.0 / step), LEAST, rounded, ro);
        } else {
            float range = Math.max(-least, greatest);
            step = range / GREATEST;
            round(a, ao, depth, 0, GREATEST / range, -GREATEST, rounded, ro);
        }
        for (int column = 0; column < columns; column++) {
            int sum = dot(rounded, ro, weights, wo + column * depth, depth, zero);
            c[co + column] = sum * (step * scale);
        }
    }

    /** The step that stands for 0: the one nearest to what the end of the range with less error says. */
    private static int zero(float least, float greatest, double step) {
        double fromLeast = LEAST - least / step;
        double fromGreatest = GREATEST - greatest / step;
        double errorOfLeast = -LEAST + Math.abs(least / step);
        double errorOfGreatest = GREATEST + Math.abs(greatest / step);
        double zero = errorOfLeast < errorOfGreatest ? fromLeast : fromGreatest;
        return (int) Math.clamp(
                Math.rint(Math.abs(zero) % 1 == 0.5 ? zero + Math.copySign(0.25, zero) : zero), LEAST, GREATEST);
    }

    private static void round(
            float[] a, int ao, int depth, int zero, float inverse, int least, byte[] rounded, int ro) {
        for (int i = 0; i < depth; i++) {
            float x = zero + a[ao + i] * inverse;
            int nearest = (int) (Math.abs(x) + 0.5f);
            rounded[ro + i] = (byte) Math.clamp(x < 0 ? -nearest : nearest, least, GREATEST);
        }
    }

    private static int dot(byte[] a, int ao, byte[] b, int bo, int n, int zero) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (a[ao + i] - zero) * b[bo + i];
        }
        return sum;
    }
}
