package dev.lanewise.kernel;

import java.util.Arrays;

/** Normalisation of groups of channels over all pixels of a channels-last image. Sums end in doubles. */
public final class GroupNormKernels {

    private GroupNormKernels() {}

    /** Floats of scratch for each channel that the normalisation of floats takes. */
    public static final int FLOATS = 2;

    private static final int PIXELS_TOGETHER = 64;

    /**
     * Normalises {@code count} channels, whole groups of {@code size}, of one image of floats of {@code pixels} pixels
     * {@code step} apart. Scale and bias have an entry for each channel, or each group when {@code perGroup}. {@code
     * sums} is scratch for two numbers a channel, {@code room} for {@link #FLOATS}, {@code means} for one.
     */
    public static void run(
            float[] x,
            int xo,
            float[] y,
            int yo,
            int pixels,
            int step,
            int count,
            int size,
            float[] scale,
            int so,
            float[] bias,
            int bo,
            boolean perGroup,
            double epsilon,
            double[] sums,
            int at,
            float[] room,
            int ro,
            float[] means,
            int mo) {
        int squares = at + count;
        int factors = ro + count;
        sum(x, xo, pixels, step, count, sums, at, room, ro, means, mo, false);
        mean(sums, at, count, size, pixels);
        for (int c = 0; c < count; c++) {
            means[mo + c] = (float) sums[at + c];
        }
        sum(x, xo, pixels, step, count, sums, squares, room, ro, means, mo, true);
        mean(sums, squares, count, size, pixels);
        for (int c = 0; c < count; c++) {
            int parameter = perGroup ? c / size : c;
            double correction = sums[at + c] - means[mo + c];
            double variance = Math.max(0, sums[squares + c] - correction * correction);
            double factor = scale[so + parameter] / Math.sqrt(variance + epsilon);
            room[factors + c] = (float) factor;
            room[ro + c] = (float) (bias[bo + parameter] - correction * factor);
        }
        int done = Twins.simd()
                ? GroupNormSimd.apply(x, xo, y, yo, pixels, step, count, means, mo, room, factors, room, ro)
                : 0;
        for (int pixel = 0; done < count && pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            int out = yo + pixel * step;
            for (int c = done; c < count; c++) {
                y[out + c] = (x[in + c] - means[mo + c]) * room[factors + c] + room[ro + c];
            }
        }
    }

    /**
     * Sums by channel of {@code x}, or of the squares of its distance from the mean; floats are added up for a few
     * pixels at a time.
     */
    private static void sum(
            float[] x,
            int xo,
            int pixels,
            int step,
            int count,
            double[] sums,
            int at,
            float[] room,
            int ro,
            float[] means,
            int mo,
            boolean squared) {
        Arrays.fill(sums, at, at + count, 0);
        for (int first = 0; first < pixels; first += PIXELS_TOGETHER) {
            Arrays.fill(room, ro, ro + count, 0f);
            int some = Math.min(PIXELS_TOGETHER, pixels - first);
            int done = Twins.simd()
                    ? GroupNormSimd.sum(x, xo + first * step, some, step, count, means, mo, squared, room, ro)
                    : 0;
            for (int pixel = first; done < count && pixel < first + some; pixel++) {
                int in = xo + pixel * step;
                for (int c = done; c < count; c++) {
                    float value = squared ? x[in + c] - means[mo + c] : x[in + c];
                    room[ro + c] += squared ? value * value : value;
                }
            }
            for (int c = 0; c < count; c++) {
                sums[at + c] += room[ro + c];
            }
        }
    }

    /**
     * Normalises {@code count} channels, whole groups of {@code size}, of one image of doubles of {@code pixels} pixels
     * {@code step} apart. Scale and bias have an entry for each channel, or each group when {@code perGroup}. {@code
     * sums} is scratch for two numbers a channel.
     */
    public static void run(
            double[] x,
            int xo,
            double[] y,
            int yo,
            int pixels,
            int step,
            int count,
            int size,
            double[] scale,
            int so,
            double[] bias,
            int bo,
            boolean perGroup,
            double epsilon,
            double[] sums,
            int at) {
        Arrays.fill(sums, at, at + 2 * count, 0);
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            for (int c = 0; c < count; c++) {
                sums[at + c] += x[in + c];
            }
        }
        mean(sums, at, count, size, pixels);
        int squares = at + count;
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            for (int c = 0; c < count; c++) {
                double deviation = x[in + c] - sums[at + c];
                sums[squares + c] += deviation * deviation;
            }
        }
        mean(sums, squares, count, size, pixels);
        for (int c = 0; c < count; c++) {
            int parameter = perGroup ? c / size : c;
            double factor = scale[so + parameter] / Math.sqrt(sums[squares + c] + epsilon);
            sums[squares + c] = factor;
            sums[at + c] = bias[bo + parameter] - sums[at + c] * factor;
        }
        for (int pixel = 0; pixel < pixels; pixel++) {
            int in = xo + pixel * step;
            int out = yo + pixel * step;
            for (int c = 0; c < count; c++) {
                y[out + c] = (x[in + c] * sums[squares + c] + sums[at + c]);
            }
        }
    }

    /** Replaces sums by channel with the means of their groups. */
    private static void mean(double[] sums, int at, int count, int size, int pixels) {
        for (int group = 0; group < count; group += size) {
            double sum = 0;
            for (int c = 0; c < size; c++) {
                sum += sums[at + group + c];
            }
            Arrays.fill(sums, at + group, at + group + size, sum / ((double) pixels * size));
        }
    }
}
